import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classKeyName,
  classRoom,
  configuredRoom,
  limitKeysOf,
  matches,
  type Offer,
  type Requirement,
} from './limit-keys.ts';

const word = fc.constantFrom('default', 'gpu', 'engine');
const tag = fc.constantFrom('windows', 'cn', 'fast', 'os:win');
const flow = fc.constantFrom('sync_order', 'refresh_goods', 'batch.reply');
const offer: fc.Arbitrary<Offer> = fc.record({
  slots: fc.integer({ min: 0, max: 50 }),
  pools: fc.uniqueArray(word),
  tags: fc.uniqueArray(tag),
  flows: fc.uniqueArray(flow),
  draining: fc.boolean(),
});
const requirement: fc.Arbitrary<Requirement> = fc.record({ pool: word, tags: fc.uniqueArray(tag), flow });
const run = { flow: 'sync_order', platform: 'pdd', shopId: '1001', serialKey: null };

describe('keys of a run', () => {
  it('come in the order shop, flow, platform, and only where room is configured', () => {
    const names = (patterns: Record<string, number>) => limitKeysOf(run, { limits: ['shop'] }, patterns);
    expect(names({})).toEqual([{ name: 'shop:pdd:1001', take: true }]);
    expect(names({ 'platform:pdd': 20, 'flow:*': 5 }).map(({ name }) => name)).toEqual([
      'shop:pdd:1001',
      'flow:sync_order',
      'platform:pdd',
    ]);
    expect(names({ 'platform:temu': 20, 'flow:other': 5 })).toHaveLength(1);
  });

  it('begin with the serial key, which has room for one', () => {
    const [first] = limitKeysOf({ ...run, serialKey: 'serial:daily' }, { limits: ['shop'] }, {});
    expect(first).toEqual({ name: 'serial:daily', take: true });
    expect(configuredRoom('serial:daily', {})).toBe(1);
  });

  it('respect a paused shop even where the flow takes no room of it', () => {
    expect(limitKeysOf(run, { limits: [] }, {})).toEqual([{ name: 'shop:pdd:1001', take: false }]);
    expect(limitKeysOf(run, undefined, {})).toEqual([{ name: 'shop:pdd:1001', take: true }]);
    expect(limitKeysOf({ ...run, shopId: null }, { limits: ['shop'] }, {})).toEqual([]);
  });

  it('have the room of the exact pattern, else of the nearest wildcard, else 1 for a shop', () => {
    const patterns = { 'shop:*': 3, 'shop:pdd:*': 2, 'shop:pdd:1001': 5, 'flow:sync_order': 50 };
    expect(configuredRoom('shop:pdd:1001', patterns)).toBe(5);
    expect(configuredRoom('shop:pdd:1002', patterns)).toBe(2);
    expect(configuredRoom('shop:temu:1', patterns)).toBe(3);
    expect(configuredRoom('shop:temu:1', {})).toBe(1);
    expect(configuredRoom('flow:sync_order', patterns)).toBe(50);
    expect(configuredRoom('flow:other', patterns)).toBeNull();
    expect(configuredRoom('platform:pdd', { 'platform:*': 0 })).toBe(0);
  });
});

describe('requirement classes', () => {
  it('have one name whatever the order of tags, and different ones where they differ', () => {
    const sameAs = (a: Requirement, b: Requirement): boolean =>
      a.pool === b.pool && a.flow === b.flow && [...a.tags].sort().join() === [...b.tags].sort().join();
    fc.assert(
      fc.property(requirement, requirement, (a, b) => {
        expect(classKeyName({ ...a, tags: [...a.tags].reverse() })).toBe(classKeyName(a));
        expect(classKeyName(a) === classKeyName(b)).toBe(sameAs(a, b));
      }),
    );
  });

  it('have room for matching slots, where stocked max(16, slots) more, and none without a slot', () => {
    fc.assert(
      fc.property(fc.array(offer, { maxLength: 8 }), requirement, (offers, needed) => {
        const slots = offers.filter((o) => matches(o, needed)).reduce((sum, o) => sum + o.slots, 0);
        expect(classRoom(offers, needed, false)).toBe(slots);
        const room = classRoom(offers, needed, true);
        if (slots === 0) expect(room).toBe(0);
        else expect(room).toBe(slots + (slots > 16 ? slots : 16));
      }),
    );
  });

  it('only grow with another node', () => {
    fc.assert(
      fc.property(fc.array(offer, { maxLength: 8 }), offer, requirement, (offers, more, needed) => {
        for (const stocked of [false, true]) {
          const before = classRoom(offers, needed, stocked);
          expect(classRoom([...offers, more], needed, stocked)).toBeGreaterThanOrEqual(before);
        }
      }),
    );
  });

  it('are matched by pool, flow and every tag, never by a draining node or one without slots', () => {
    const fits: Offer = { slots: 1, pools: ['default'], tags: ['cn', 'fast'], flows: ['a'], draining: false };
    const needed: Requirement = { pool: 'default', tags: ['cn'], flow: 'a' };
    expect(matches(fits, needed)).toBe(true);
    const misfits: Partial<Offer>[] = [
      { slots: 0 },
      { pools: ['gpu'] },
      { tags: ['fast'] },
      { flows: ['b'] },
      { draining: true },
    ];
    for (const misfit of misfits) expect(matches({ ...fits, ...misfit }, needed)).toBe(false);
  });
});
