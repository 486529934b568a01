/**
 * The server's side of leases: one timer for the lease that ends first. When the timer itself was late (the server was
 * paused, or the machine slept), nodes could not be heard for that long, so every lease is extended by the lateness.
 */
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Session } from './session.ts';

/** Lateness of our own timer that is forgiven without extending leases, ms. */
const forgivenLatenessMs = 500;
/** Time to read what has arrived while the server could not, ms. */
const readingMs = 500;

export interface Leases {
  /** To be called after any lease was set or moved. */
  arm(): void;
  stop(): void;
}

/** Calls `expired` for every session whose lease has passed. */
export function createLeases(
  clock: Clock,
  sessions: () => Iterable<Session>,
  expired: (session: Session) => void,
): Leases {
  let timer: Timer | null = null;
  let firesAt = Number.POSITIVE_INFINITY;

  const nearest = (): number => {
    let at = Number.POSITIVE_INFINITY;
    for (const session of sessions()) at = Math.min(at, session.leaseEndsAt);
    return at;
  };

  const fire = (): void => {
    const lateMs = clock.uptimeMs() - firesAt;
    firesAt = Number.POSITIVE_INFINITY;
    timer = null;
    if (lateMs > forgivenLatenessMs) {
      // At least long enough to read what has arrived meanwhile.
      const soonest = clock.uptimeMs() + readingMs;
      for (const session of sessions()) session.leaseEndsAt = Math.max(session.leaseEndsAt + lateMs, soonest);
    } else {
      const now = clock.uptimeMs();
      for (const session of [...sessions()]) if (session.leaseEndsAt <= now) expired(session);
    }
    arm();
  };

  const arm = (): void => {
    const at = nearest();
    // A later lease end needs no earlier look: the timer re-arms itself when it fires.
    if (at === Number.POSITIVE_INFINITY || firesAt <= at) return;
    timer?.cancel();
    firesAt = at;
    timer = clock.timer(at - clock.uptimeMs(), fire);
  };

  return { arm, stop: () => timer?.cancel() };
}
