/** The node's side gives up this long before its lease ends, so that everything is dead when the server reassigns. */
export const LEASE_MARGIN_MS = 2_000;

/**
 * Longest time between two looks at the lease while anything runs. Timers stand still while the machine is suspended,
 * the lease does not: this bounds how long a tree can go on after the machine has woken.
 */
export const LONGEST_LOOK_MS = 1_000;

/** What the guard knows of the lease. Instants are `Clock.uptimeMs()`. */
export interface LeaseFacts {
  readonly leaseMs: number;
  /** When the last acknowledged renewal was SENT; null while none has been acknowledged. */
  readonly renewedAt: number | null;
  /** When the guard began to watch: the lease counts from here for trees that run before any renewal. */
  readonly watchedSince: number;
  /** Trees that are alive as far as is known. */
  readonly trees: number;
}

/**
 * What to do now. `idle`: nothing until the next message. `wait`: look again after so long. `expired`: nothing of the
 * node may run any more.
 */
export type LeaseVerdict =
  | { readonly state: 'idle' }
  | { readonly state: 'wait'; readonly lookAfterMs: number }
  | { readonly state: 'expired' };

/** Judges the lease: it has run out `LEASE_MARGIN_MS` before the server's idea of its end. */
export function judgeLease(facts: LeaseFacts, now: number): LeaseVerdict {
  const from = facts.renewedAt ?? (facts.trees > 0 ? facts.watchedSince : null);
  if (from === null) return { state: 'idle' };
  const rest = from + usableMs(facts.leaseMs) - now;
  if (rest <= 0) return { state: 'expired' };
  return { state: 'wait', lookAfterMs: facts.trees > 0 ? Math.min(rest, LONGEST_LOOK_MS) : rest };
}

/** How long a node may work on a lease after the renewal was sent, ms. */
export function usableMs(leaseMs: number): number {
  return Math.max(0, leaseMs - LEASE_MARGIN_MS);
}
