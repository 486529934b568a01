/** The median of durations, ms; null when there are fewer samples than `least`. */
export function medianOf(durations: readonly number[], least: number): number | null {
  if (durations.length < Math.max(1, least)) return null;
  const sorted = durations.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/**
 * When one that waits gets its room, ms from now: `position` (1: the next one) runs of the median duration, `room` at a
 * time. Null without room.
 */
export function waitEstimate(medianMs: number, position: number, room: number): number | null {
  return room <= 0 ? null : (medianMs * position) / room;
}
