import { beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../contract/run.ts';
import type { RunEvent } from '../../contract/run-event.ts';
import type { StoredEvent } from '../../ports/event-reads.ts';
import { cursorAt, readScript, type ScriptCursor, type ScriptParts } from './run-script.ts';

let events: StoredEvent[];
let log: string;
/** Called after the store has answered and before the answer is there: what is committed then is not in it. */
let meanwhile: () => void;
let parts: ScriptParts;

beforeEach(() => {
  events = [];
  log = '';
  meanwhile = () => undefined;
  parts = {
    history: {
      runEvents: async (_run, after, limit) => {
        const items = events.filter(({ seq }) => seq > after).slice(0, limit);
        meanwhile();
        meanwhile = () => undefined;
        return { items, more: false };
      },
      eventUpTo: async (_run, seq) => events.findLast((one) => one.seq <= seq),
    },
    logs: {
      read: async (_run, _attempt, from, to) => Buffer.from(log).subarray(from, to),
      readable: async () => Buffer.byteLength(log),
      whole: async () => Buffer.byteLength(log),
    },
    // The end only passes it on.
    run: async () => ({ id: 'r' }) as Run,
  };
});

function commit(event: RunEvent): void {
  events.push({ seq: events.length * 3 + 1, revision: events.length + 1, at: 0, event });
}
function print(text: string): void {
  log += `${JSON.stringify([0, 'out', text])}\n`;
}
const start: RunEvent = { kind: 'state', from: 'queued', to: 'running', attempt: 1 };
const progress = (note: string): void =>
  commit({ kind: 'progress', attempt: 1, value: 0, note, logBytes: Buffer.byteLength(log) });

/** Reads pages until there is nothing more, and says what they tell. */
async function readAll(from: ScriptCursor): Promise<{ told: string[]; ids: string[]; cursor: ScriptCursor }> {
  const told: string[] = [];
  const ids: string[] = [];
  for (let cursor = from; ; ) {
    const page = await readScript(parts, 'r', cursor);
    for (const { id, text } of page.frames) {
      ids.push(id);
      told.push(/"(?:text|note)":"([^"]*)"/.exec(text)?.[1] ?? /event: (\w+)/.exec(text)?.[1] ?? '');
    }
    cursor = page.cursor;
    if (!page.more) return { told, ids, cursor };
  }
}
const fromStart: ScriptCursor = { seq: 0, revision: 0, attempt: null, offset: 0, last: 'no' };

describe('a run in one order', () => {
  it('has its lines between the events by what was stored when they were committed', async () => {
    commit(start);
    print('one');
    progress('p1');
    print('two');
    print('three');
    progress('p2');
    print('four');
    const { told } = await readAll(fromStart);
    expect(told).toEqual(['state', 'one', 'p1', 'two', 'three', 'p2', 'four']);
  });

  it('does not tell a line before an event that is committed while it reads', async () => {
    commit(start);
    print('one');
    meanwhile = () => {
      progress('p1');
      print('two');
    };
    const first = await readAll(fromStart);
    meanwhile = () => {
      progress('p2');
      print('three');
    };
    const second = await readAll(first.cursor);
    const third = await readAll(second.cursor);
    const whole = await readAll(fromStart);
    expect(whole.told).toEqual(['state', 'one', 'p1', 'two', 'p2', 'three']);
    expect([...first.told, ...second.told, ...third.told]).toEqual(whole.told);
    for (const [i, id] of whole.ids.entries()) {
      const [seq = '', offset] = id.split('.');
      const at = await cursorAt(parts, 'r', {
        seq: Number(seq),
        offset: offset === undefined ? null : Number(offset),
      });
      expect((await readAll(at)).told).toEqual(whole.told.slice(i + 1));
    }
  });

  it('has all of an attempt before its end, then the run, once', async () => {
    commit(start);
    print('one');
    commit({ kind: 'state', from: 'running', to: 'succeeded', attempt: 1, code: 0 });
    const { told, ids, cursor } = await readAll(fromStart);
    expect(told).toEqual(['state', 'one', 'state', 'end']);
    expect(await readAll(cursor)).toMatchObject({ told: [] });
    expect((await readAll(await cursorAt(parts, 'r', { seq: Number(ids[2]), offset: null }))).told).toEqual([
      'end',
    ]);
    expect((await cursorAt(parts, 'r', { seq: Number(ids[3]), offset: null })).last).toBe('end');
  });

  it('goes on where files were removed, and over lines that are torn', async () => {
    commit(start);
    print('one');
    log += '[1,"out","to';
    print('lost with it');
    print('two');
    progress('p1');
    log += '[1,"ou';
    commit({ kind: 'state', from: 'running', to: 'failed', attempt: 1, code: 1 });
    expect((await readAll(fromStart)).told).toEqual(['state', 'one', 'two', 'p1', 'state', 'end']);
    log = '';
    expect((await readAll(fromStart)).told).toEqual(['state', 'p1', 'state', 'end']);
  });

  it('comes in pages of bounded size', async () => {
    commit(start);
    for (let i = 0; i < 5000; i++) print(`line ${i} ${'x'.repeat(100)}`);
    const page = await readScript(parts, 'r', fromStart);
    const next = await readScript(parts, 'r', page.cursor);
    expect(page.more).toBe(true);
    expect(next.frames.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(400_000);
    expect((await readAll(fromStart)).told).toHaveLength(5001);
  });
});
