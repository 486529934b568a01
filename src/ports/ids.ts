/** Ids and randomness: injected, so that tests can repeat them. */
export interface Ids {
  /** A new public id: unique, ordered by time, `prefix` and 20 lower-case characters. */
  next(prefix: string): string;
  /** A number in [0, 1), for jitter only. */
  random(): number;
}
