import type { AlarmEvent } from '../contract/alarm-event.ts';
import type { ArtifactEvent, RunEvent } from '../contract/run-event.ts';
import type { SlotEvent } from '../contract/slot-event.ts';

/** An event of one run as it was committed; `seq` rises over all runs, `revision` by 1 within the run. */
export interface StoredEvent {
  readonly seq: number;
  readonly revision: number;
  /** ms since epoch. */
  readonly at: number;
  readonly event: RunEvent;
}

/** An alert of a slot, or an alarm of the broker, among the events of the feed. */
export interface FeedAlert {
  readonly seq: number;
  readonly at: number;
  readonly runId: null;
  readonly event: SlotEvent | AlarmEvent;
}

/** An event of a run with what the live feed is narrowed by. */
export interface FeedRunEvent {
  readonly seq: number;
  readonly at: number;
  readonly runId: string;
  readonly flow: string;
  readonly platform: string | null;
  readonly shopId: string | null;
  readonly event: RunEvent;
}

export type FeedEvent = FeedRunEvent | FeedAlert;

/** The beginning of what was asked for; `more`: there was more than the bounds allowed. */
export interface Portion<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}

/** Reads of the event table in its order. All bounds hold together, but one item always fits. */
export interface EventReads {
  /** Events of a run after `afterSeq`; `maxBytes` of their JSON. */
  runEvents(runId: string, afterSeq: number, limit: number, maxBytes: number): Promise<Portion<StoredEvent>>;
  /** The run's last event up to this number. */
  eventUpTo(runId: string, seq: number): Promise<StoredEvent | undefined>;
  /** Events of all runs, alerts of slots and alarms of the broker, after `afterSeq`. */
  feed(afterSeq: number, limit: number, maxBytes: number): Promise<Portion<FeedEvent>>;
  /** The newest event of all. */
  lastEvent(): Promise<{ readonly seq: number; readonly at: number } | undefined>;
  /** When the event of this number was committed; undefined: there is none (any more). */
  eventTime(seq: number): Promise<number | undefined>;
  /** Files that a run's attempts have stored, oldest first. */
  artifacts(runId: string): Promise<readonly { readonly at: number; readonly event: ArtifactEvent }[]>;
}
