/** The server's clock, as far as it can be told from here: this one, corrected by what the server said last. */
let offsetMs = 0;

/** `serverAt` was told between `askedAt` and `heardAt` of this clock; all in ms since epoch. */
export function followServerClock(serverAt: number, askedAt: number, heardAt: number): void {
  const offset = serverAt - (askedAt + heardAt) / 2;
  // Below what the round trip hides, both clocks count as the same.
  offsetMs = Math.abs(offset) <= Math.max(250, heardAt - askedAt) ? 0 : offset;
}

/** Now, by the server's clock, ms since epoch. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
