/** One node's session in the memory of the server that holds it. */
import type { AttemptRef, HeldAttempt, ServerFrame } from '../../contract/link.ts';
import { BriefMap } from '../../domain/brief-map.ts';
import { matches, type Offer } from '../../domain/limit-keys.ts';
import type { KeyRecord, NodeRecord } from '../../domain/records.ts';
import { busyIn, type Lane, laneOf, lanesOf } from '../../domain/slots.ts';
import type { NodeConnection } from '../../ports/link.ts';

const refKey = (ref: AttemptRef): string => `${ref.run} ${ref.attempt}`;

interface Assigned {
  readonly ref: AttemptRef;
  /** Whose slot it takes. */
  readonly pool: string;
  /** The node has listed it at least once. */
  seen: boolean;
  /** Number of the first renewal acknowledged after the assignment was sent; 0 while there is none. */
  provenBy: number;
  /** Successive renewals that should have listed it and did not. */
  missing: number;
}

/** Renewals in a row that must lack an assigned attempt before it is withdrawn. */
const missingRenewals = 2;

/** An assigned attempt that the node no longer lists; `seen`: it once did. */
export interface Unheld {
  readonly ref: AttemptRef;
  readonly seen: boolean;
}

type OfferedParts = Pick<NodeRecord, 'slots' | 'pools' | 'poolSlots' | 'tags'> & {
  readonly flows: readonly { readonly name: string }[];
};

function offerOf({ slots, pools, poolSlots, tags, flows }: OfferedParts): Offer {
  return { slots, pools, poolSlots, tags, flows: flows.map((flow) => flow.name), draining: false };
}

/** Slots of a lane without an attempt, and the requirement classes that may take them. */
export interface Opening {
  readonly classKeys: readonly number[];
  readonly count: number;
}

export class Session {
  readonly id: string;
  readonly nodeId: string;
  readonly nodeKey: number;
  /** Uptime at which the server gives the node up; moved by every renewal received. */
  leaseEndsAt: number;
  /** When it was last heard: its hello or its last renewal, ms since epoch. Stored only when its connection ends. */
  lastSeenAt: number;
  /** A person asked it to take nothing new. */
  drained: boolean;
  /** It takes nothing new by itself: it is shutting down. */
  leaving: boolean;
  /** Requirement classes that the node can execute, with their pools. */
  readonly #classes = new Map<number, string>();
  /** Attempts assigned, by pool. */
  readonly #busy: Record<string, number> = {};
  claimAgain = false;
  #claim: PromiseWithResolvers<void> | null = null;
  #offer: Offer;
  #connection: NodeConnection | null;
  readonly #assigned = new BriefMap<string, Assigned>();

  constructor(id: string, node: NodeRecord, connection: NodeConnection | null, leaseEndsAt: number) {
    this.id = id;
    this.nodeId = node.id;
    this.nodeKey = node.key;
    this.drained = node.draining;
    this.leaving = node.leaving;
    this.leaseEndsAt = leaseEndsAt;
    this.lastSeenAt = node.lastSeenAt;
    this.#connection = connection;
    this.#offer = offerOf(node);
  }

  /** The node offers something else from now on; `classes` are all that there are. What is assigned stays so. */
  reoffer(node: OfferedParts, classes: readonly KeyRecord[]): void {
    this.#offer = offerOf(node);
    this.#classes.clear();
    for (const key of classes) this.offerClass(key);
  }

  get connection(): NodeConnection | null {
    return this.#connection;
  }

  get connected(): boolean {
    return this.#connection !== null;
  }

  get draining(): boolean {
    return this.drained || this.leaving;
  }

  /** Every pool that it executes. */
  get pools(): readonly string[] {
    return lanesOf(this.#offer).flatMap((lane) => lane.pools);
  }

  /** Requirement classes that the node can execute. */
  get classKeys(): readonly number[] {
    return [...this.#classes.keys()];
  }

  /** Slots without an attempt, of all lanes. */
  get free(): number {
    return lanesOf(this.#offer).reduce((sum, lane) => sum + this.#freeIn(lane, this.#busy), 0);
  }

  /** Slots without an attempt where runs of this pool execute. */
  freeFor(pool: string): number {
    const lane = laneOf(this.#offer, pool);
    return lane === undefined ? 0 : this.#freeIn(lane, this.#busy);
  }

  /** What can be claimed once `ending` have ended: for each lane with a free slot, its classes. */
  openings(ending: readonly AttemptRef[] = []): Opening[] {
    const busy = { ...this.#busy };
    for (const ref of ending) {
      const pool = this.#assigned.get(refKey(ref))?.pool;
      if (pool !== undefined) busy[pool] = (busy[pool] ?? 0) - 1;
    }
    return lanesOf(this.#offer).flatMap((lane) => {
      const count = this.#freeIn(lane, busy);
      const classes = [...this.#classes].filter(([, pool]) => lane.pools.includes(pool));
      return count === 0 || classes.length === 0 ? [] : [{ classKeys: classes.map(([key]) => key), count }];
    });
  }

  /** An offer of fewer slots may leave more attempts than slots. */
  #freeIn(lane: Lane, busy: Readonly<Record<string, number>>): number {
    if (this.draining || this.#connection === null) return 0;
    return Math.max(0, lane.slots - busyIn(this.#offer, lane, busy));
  }

  get claiming(): boolean {
    return this.#claim !== null;
  }

  /** Resolves when the claim under way, if there is one, has ended. */
  async claimEnd(): Promise<void> {
    await this.#claim?.promise;
  }

  /** To be called when none is under way. */
  beginClaim(): void {
    this.#claim = Promise.withResolvers();
  }

  endClaim(): void {
    this.#claim?.resolve();
    this.#claim = null;
  }

  get busy(): number {
    return this.#assigned.size;
  }

  send(frames: readonly ServerFrame[]): void {
    if (frames.length > 0) this.#connection?.send(frames);
  }

  disconnected(connection: NodeConnection): void {
    if (this.#connection === connection) this.#connection = null;
  }

  offerClass(key: KeyRecord): boolean {
    if (key.requirement === null || !matches(this.#offer, key.requirement)) return false;
    this.#classes.set(key.id, key.requirement.pool);
    return true;
  }

  assign(ref: AttemptRef, pool: string, seen: boolean): void {
    this.unassign(ref);
    this.#busy[pool] = (this.#busy[pool] ?? 0) + 1;
    this.#assigned.set(refKey(ref), { ref, pool, seen, provenBy: 0, missing: 0 });
  }

  unassign(ref: AttemptRef): void {
    const known = this.#assigned.get(refKey(ref));
    if (known === undefined) return;
    this.#assigned.delete(refKey(ref));
    this.#busy[known.pool] = (this.#busy[known.pool] ?? 0) - 1;
  }

  everHeld(run: string, attempt: number): boolean {
    return this.#assigned.get(refKey({ run, attempt }))?.seen ?? false;
  }

  isAssigned(ref: AttemptRef): boolean {
    return this.#assigned.has(refKey(ref));
  }

  /**
   * Compares a renewal's list with what is assigned: what to withdraw, and what the node must kill. A renewal that was
   * under way while an attempt was assigned says nothing about it: only one whose `acked` shows that the node has read
   * on past the assignment does.
   */
  renewed(
    n: number,
    acked: number,
    held: readonly HeldAttempt[],
  ): { readonly unheld: readonly Unheld[]; readonly foreign: readonly AttemptRef[] } {
    const listed = new Set(held.map(refKey));
    const unheld: Unheld[] = [];
    for (const [key, assigned] of this.#assigned) {
      if (listed.has(key)) {
        assigned.seen = true;
        assigned.missing = 0;
      } else if (
        assigned.provenBy > 0 &&
        acked >= assigned.provenBy &&
        ++assigned.missing >= missingRenewals
      ) {
        unheld.push({ ref: assigned.ref, seen: assigned.seen });
      }
      if (assigned.provenBy === 0) assigned.provenBy = n;
    }
    const foreign = held
      .filter((h) => !h.ended && !this.#assigned.has(refKey(h)))
      .map(({ run, attempt }) => ({ run, attempt }));
    return { unheld, foreign };
  }
}
