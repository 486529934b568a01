/** A place in a stream: behind the event `seq`, or behind so many bytes of the log that follows it. */
export interface StreamPosition {
  readonly seq: number;
  /** Offset in the log of the attempt that ran at `seq`; null: at the event itself. */
  readonly offset: number | null;
}

/** Before everything. */
export const streamStart: StreamPosition = { seq: 0, offset: null };

/** Negative, 0 or positive as `a` comes before, is, or comes behind `b`. */
export function comparePositions(a: StreamPosition, b: StreamPosition): number {
  return a.seq - b.seq || (a.offset ?? -1) - (b.offset ?? -1);
}

/** The id of an event at this place. */
export function idOfPosition({ seq, offset }: StreamPosition): string {
  return offset === null ? String(seq) : `${seq}.${offset}`;
}

/** The place that an id names; null: it is none of ours. */
export function positionOfId(id: string): StreamPosition | null {
  const [, seq, offset] = /^(\d{1,15})(?:\.(\d{1,15}))?$/.exec(id) ?? [];
  if (seq === undefined) return null;
  return { seq: Number(seq), offset: offset === undefined ? null : Number(offset) };
}
