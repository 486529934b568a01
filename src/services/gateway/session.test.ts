import { describe, expect, it } from 'vitest';
import { newNode } from '../../../test/support/stored-records.ts';
import type { NodeConnection } from '../../ports/link.ts';
import { Session } from './session.ts';

const connection: NodeConnection = { send: () => undefined, close: () => undefined };
const session = (more = {}): Session =>
  new Session('s', newNode('n1', { key: 3, slots: 2, ...more }), connection, Number.POSITIVE_INFINITY);
const a = { run: 'a', attempt: 1 };
const b = { run: 'b', attempt: 2 };

describe('a session', () => {
  it('has as many free slots as are not assigned; none while it drains, leaves or is away', () => {
    const own = session();
    expect(own.free).toBe(2);
    own.assign(a, 'default', false);
    own.assign(a, 'default', false);
    expect([own.free, own.busy]).toEqual([1, 1]);
    own.drained = true;
    expect(own.free).toBe(0);
    own.leaving = true;
    own.drained = false;
    expect(own.free).toBe(0);
    own.leaving = false;
    expect(own.free).toBe(1);
    own.disconnected({ ...connection });
    expect(own.connected).toBe(true);
    own.disconnected(connection);
    expect([own.connected, own.free]).toEqual([false, 0]);
  });

  it('counts slots of a pool of its own apart, and tells what can be claimed in each', () => {
    const own = session({
      pools: ['default'],
      poolSlots: [{ pool: 'engine', slots: 3 }],
      flows: [{ name: 'f', hash: '' }],
    });
    for (const [id, pool] of [
      [1, 'default'],
      [2, 'engine'],
    ] as const)
      own.offerClass({
        id,
        name: `pool:${pool}`,
        room: 1,
        closed: null,
        requirement: { pool, tags: [], flow: 'f' },
      });
    own.assign(a, 'engine', false);
    own.assign(b, 'default', false);
    expect([own.free, own.freeFor('default'), own.freeFor('engine'), own.freeFor('other')]).toEqual([
      3, 1, 2, 0,
    ]);
    expect(own.openings()).toEqual([
      { classKeys: [1], count: 1 },
      { classKeys: [2], count: 2 },
    ]);
    expect(own.openings([a])).toEqual([
      { classKeys: [1], count: 1 },
      { classKeys: [2], count: 3 },
    ]);
    own.unassign(a);
    own.unassign(a);
    expect(own.freeFor('engine')).toBe(3);
  });

  it('withdraws an assignment that two renewals in a row lack, which were sent after the node had read past it', () => {
    const own = session();
    own.assign(a, 'default', false);
    // Number 5 was under way when `a` was assigned; its acknowledgement follows the assignment on the wire.
    expect(own.renewed(5, 4, []).unheld).toEqual([]);
    expect(own.renewed(6, 4, []).unheld).toEqual([]);
    expect(own.renewed(7, 5, []).unheld).toEqual([]);
    expect(own.renewed(8, 6, []).unheld).toEqual([{ ref: a, seen: false }]);
  });

  it('begins to count anew when the node lists it, and remembers that it once did', () => {
    const own = session();
    own.assign(a, 'default', false);
    const listed = [{ ...a, ended: false }];
    own.renewed(1, 0, []);
    own.renewed(2, 1, []);
    expect(own.everHeld('a', 1)).toBe(false);
    own.renewed(3, 2, listed);
    expect(own.everHeld('a', 1)).toBe(true);
    expect(own.renewed(4, 3, []).unheld).toEqual([]);
    expect(own.renewed(5, 4, []).unheld).toEqual([{ ref: a, seen: true }]);
  });

  it('has the node kill what is not its own, unless it has ended there', () => {
    const own = session();
    own.assign(a, 'default', true);
    const { foreign } = own.renewed(1, 0, [
      { ...a, ended: false },
      { ...b, ended: false },
      { run: 'a', attempt: 9, ended: false },
      { run: 'c', attempt: 1, ended: true },
    ]);
    expect(foreign).toEqual([b, { run: 'a', attempt: 9 }]);
  });

  it('takes the classes that it can execute, each once', () => {
    const own = session({ tags: ['windows'], flows: [{ name: 'sync', hash: 'h' }] });
    const key = (id: number, flow: string, tags: string[]) => ({
      id,
      name: `class ${id}`,
      room: 1,
      closed: null,
      requirement: { pool: 'default', tags, flow },
    });
    expect(own.offerClass(key(1, 'sync', ['windows']))).toBe(true);
    own.offerClass(key(1, 'sync', ['windows']));
    expect(own.offerClass(key(2, 'other', []))).toBe(false);
    expect(own.offerClass(key(3, 'sync', ['gpu']))).toBe(false);
    expect(own.offerClass({ ...key(4, 'sync', []), requirement: null })).toBe(false);
    expect(own.classKeys).toEqual([1]);
  });
});
