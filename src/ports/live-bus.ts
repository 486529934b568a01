import type { AlarmEvent } from '../contract/alarm-event.ts';
import type { RunEvent } from '../contract/run-event.ts';
import type { SlotEvent } from '../contract/slot-event.ts';
import type { ChangedArea, NodePresence } from '../contract/stream-events.ts';

/** A committed event of a run, with what a feed is narrowed by. */
export interface LiveEvent {
  readonly topic: 'run';
  readonly runId: string;
  readonly flow: string;
  readonly platform: string | null;
  readonly shopId: string | null;
  /** Its number among all events, and among those of its run. */
  readonly seq: number;
  readonly revision: number;
  readonly at: number;
  readonly event: RunEvent;
}

/** A committed alert of a schedule's slot. */
export interface LiveSlot {
  readonly topic: 'slot';
  /** Its number among all events. */
  readonly seq: number;
  readonly at: number;
  readonly event: SlotEvent;
}

/** A committed alarm of the broker, or its end. */
export interface LiveAlarm {
  readonly topic: 'alarm';
  /** Its number among all events. */
  readonly seq: number;
  readonly at: number;
  readonly event: AlarmEvent;
}

/** A node has come, is away or is given up, is drained or works again, or offers something else. */
export interface LiveNode {
  readonly topic: 'node';
  readonly nodeId: string;
  readonly state: NodePresence;
}

/** Something of an area was changed by what is no event: a letter was decided, a shop paused, maintenance begun. */
export interface LiveChange {
  readonly topic: 'change';
  readonly area: ChangedArea;
}

/** What is told to those who watch now and kept nowhere. */
export type LiveNews = LiveNode | LiveChange;

/** A committed run event, or new log bytes, as watchers see it. */
export type LiveMessage =
  | LiveEvent
  | LiveSlot
  | { readonly topic: 'log'; readonly runId: string; readonly attempt: number; readonly bytes: number }
  | LiveNews
  | LiveAlarm;

/** Carries hints about what has just been committed; may lose or repeat: the store is the truth. */
export interface LiveBus {
  publish(message: LiveMessage): void;
  /** Calls `listener` for each message until the returned function is called. A listener must not throw. */
  subscribe(listener: (message: LiveMessage) => void): () => void;
}
