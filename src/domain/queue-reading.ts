/** A queue of the broker as it stands, of ours or one that we drain. Rates are per second. */
export interface QueueReading {
  readonly name: string;
  readonly kind: 'intake' | 'due' | 'dispatch' | 'dead' | 'foreign';
  readonly ready: number;
  readonly unacknowledged: number;
  /** null: not known yet. */
  readonly publishRate: number | null;
  readonly deliverRate: number | null;
  readonly ackRate: number | null;
  readonly consumers: number;
  /** Since when the oldest message has been there, as far as is known, ms since epoch; null: none, or not known. */
  readonly oldestAt: number | null;
  /** Since when the oldest delivered message has not been acknowledged here, ms since epoch; null: none is open. */
  readonly oldestUnacknowledgedAt: number | null;
}

/** All queues at one moment. */
export interface QueueReadings {
  /** ms since epoch. */
  readonly at: number;
  /** Who said it; with `declares`, rates and what is unacknowledged are those of this server alone. */
  readonly source: 'management' | 'declares';
  readonly queues: readonly QueueReading[];
}
