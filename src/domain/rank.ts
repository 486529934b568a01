/** One step of priority is worth this much waiting, ms: a low run (1) outranks a newer high one (9) after 8 steps. */
export const defaultAgeStepMs = 120_000;

/**
 * A run's place among those that want the same room: `t − priority × ageStep`; smaller goes first, constant while it
 * waits. `t` is the due time under a limit key, and the time of becoming admissible in its pool, so that many runs
 * that waited for one shop do not overtake other shops when they reach the pool.
 */
export function rankOf(t: number, priority: number, ageStepMs: number = defaultAgeStepMs): number {
  return t - priority * ageStepMs;
}

/** A run that has waited this long, ms, may hold a prefix of its keys while it waits for the next one. */
export const reserveAfterMs = 600_000;
