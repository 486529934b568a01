import type { OfferFrame } from '../contract/link.ts';
import type { MissingFile } from '../contract/node.ts';
import { laneOf, lanesOf, type OfferedSlots } from '../domain/slots.ts';
import type { Executor } from '../ports/executor.ts';

/** What a node offers. */
export interface NodeOffer extends OfferedSlots {
  readonly tags: readonly string[];
  readonly flows: readonly { readonly name: string; readonly kind: string; readonly hash: string }[];
  /** Flows that are not among them for want of a file; absent: none. */
  readonly missing?: readonly MissingFile[] | undefined;
}

/** An offer and what executes its flows. */
export interface OfferedWork {
  readonly offer: NodeOffer;
  readonly executor: Executor;
}

/**
 * What this node offers, and what it has offered. Until the server has acknowledged a new offer, it may still hand out work
 * by an earlier one: so long that is executed too, by the programs of then.
 */
export interface Offers {
  readonly current: NodeOffer;
  /** Most attempts of this pool, and of those that share its slots, that the server can count on at once. */
  slotsOf(pool: string): number;
  /** Whether runs of both pools take the same slots. */
  share(pool: string, other: string): boolean;
  /** What executes the flow; undefined when the server can't count on it. */
  executorOf(flow: string): Executor | undefined;
  /** Offers something else from now on. */
  replace(work: OfferedWork): void;
  /** The offer as the server has yet to acknowledge it; null when it has. */
  unacknowledged(): OfferFrame | null;
  /** The current offer is about to be told in a hello. */
  greeting(): void;
  /** The hello was accepted. */
  welcomed(): void;
  acknowledged(n: number): void;
}

interface Numbered extends OfferedWork {
  readonly n: number;
  readonly names: ReadonlySet<string>;
}

export function createOffers(first: OfferedWork): Offers {
  let current = numbered(first, 0);
  /** Earlier ones that the server may still go by, newest first. */
  let earlier: readonly Numbered[] = [];
  let greeted = 0;

  function acknowledged(n: number): void {
    earlier = earlier.filter((one) => one.n >= n);
  }

  return {
    get current() {
      return current.offer;
    },
    slotsOf: (pool) =>
      Math.max(
        ...[current, ...earlier].map(({ offer }) => (laneOf(offer, pool) ?? lanesOf(offer)[0])?.slots ?? 0),
      ),
    share: (pool, other) => pool === other || !(hasOwn(current.offer, pool) || hasOwn(current.offer, other)),
    executorOf: (flow) => [current, ...earlier].find((one) => one.names.has(flow))?.executor,
    replace: (work) => {
      earlier = [current, ...earlier];
      current = numbered(work, current.n + 1);
    },
    unacknowledged: () => {
      if (earlier.length === 0) return null;
      return { t: 'offer', n: current.n, ...offerFields(current.offer) };
    },
    greeting: () => {
      greeted = current.n;
    },
    welcomed: () => acknowledged(greeted),
    acknowledged,
  };
}

/** An offer as frames say it. */
export function offerFields({ slots, pools, poolSlots, tags, flows, missing = [] }: NodeOffer) {
  return {
    slots,
    pools: [...pools],
    ...(poolSlots === undefined ? {} : { poolSlots: [...poolSlots] }),
    tags: [...tags],
    flows: [...flows],
    ...(missing.length === 0 ? {} : { missing: [...missing] }),
  };
}

function hasOwn({ poolSlots = [] }: NodeOffer, pool: string): boolean {
  return poolSlots.some((one) => one.pool === pool);
}

function numbered(work: OfferedWork, n: number): Numbered {
  return { ...work, n, names: new Set(work.offer.flows.map((flow) => flow.name)) };
}
