import { describe, expect, it } from 'vitest';
import { busyIn, laneOf, lanesOf } from './slots.ts';

const offered = {
  slots: 5,
  pools: ['default', 'night', 'engine'],
  poolSlots: [{ pool: 'engine', slots: 2000 }],
};

describe('slots of a node', () => {
  it('are shared by its pools, except those that have their own', () => {
    expect(lanesOf(offered)).toEqual([
      { pools: ['default', 'night'], slots: 5 },
      { pools: ['engine'], slots: 2000 },
    ]);
    expect(lanesOf({ slots: 2, pools: ['a'] })).toEqual([{ pools: ['a'], slots: 2 }]);
    expect([laneOf(offered, 'night')?.slots, laneOf(offered, 'engine')?.slots]).toEqual([5, 2000]);
    expect(laneOf(offered, 'other')).toBeUndefined();
  });

  it('are taken by what runs in their lane; the shared ones also by what runs of pools that were given up', () => {
    const busy = { default: 1, night: 2, gone: 1, engine: 40 };
    expect(lanesOf(offered).map((lane) => busyIn(offered, lane, busy))).toEqual([4, 40]);
  });
});
