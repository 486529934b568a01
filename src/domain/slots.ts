/** Where a node executes: slots that its pools share, and pools with slots of their own. */
export interface OfferedSlots {
  /** Shared by the pools of `pools` that have none of their own. */
  readonly slots: number;
  readonly pools: readonly string[];
  /** Pools with slots of their own; absent: none. What runs there takes nothing from the others. */
  readonly poolSlots?: readonly PoolSlots[] | undefined;
}

export interface PoolSlots {
  readonly pool: string;
  readonly slots: number;
}

/** Slots together with the pools that share them. */
export interface Lane {
  readonly pools: readonly string[];
  readonly slots: number;
}

/** The lanes of a node: first the shared one, then one for each pool with slots of its own. */
export function lanesOf({ slots, pools, poolSlots = [] }: OfferedSlots): Lane[] {
  const own = poolSlots.map((one) => ({ pools: [one.pool], slots: one.slots }));
  return [{ pools: pools.filter((pool) => !poolSlots.some((one) => one.pool === pool)), slots }, ...own];
}

/** The lane in which runs of this pool execute; undefined: the node is not in that pool. */
export function laneOf(offered: OfferedSlots, pool: string): Lane | undefined {
  return lanesOf(offered).find((lane) => lane.pools.includes(pool));
}

/** Slots in use in a lane, of what is in use by pool. The shared lane also bears what runs of pools that were given up. */
export function busyIn(offered: OfferedSlots, lane: Lane, busy: Readonly<Record<string, number>>): number {
  const own = new Set((offered.poolSlots ?? []).map((one) => one.pool));
  const isOwn = lane.pools.length === 1 && own.has(lane.pools[0] ?? '');
  let sum = 0;
  for (const [pool, count] of Object.entries(busy))
    if (isOwn ? lane.pools[0] === pool : !own.has(pool)) sum += count;
  return sum;
}
