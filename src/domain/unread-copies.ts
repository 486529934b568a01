/** How often one and the same message came from each queue. */
export type UnreadCounts = Readonly<Record<string, number>>;

/**
 * Counts a message that could not be understood. A producer's exchange gives a copy to every queue that is bound to it, and
 * we drain several: only as many were published as came from one queue. `fresh`: this is no copy of one counted before.
 */
export function countUnread(counts: UnreadCounts, queue: string): { counts: UnreadCounts; fresh: boolean } {
  const here = (counts[queue] ?? 0) + 1;
  return { counts: { ...counts, [queue]: here }, fresh: here > Math.max(0, ...Object.values(counts)) };
}
