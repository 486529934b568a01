import type { Bilingual } from './bilingual.ts';

/**
 * When the broker worries people. `length`: a queue surges; `unacknowledged`: a delivered message is not acknowledged for
 * long; `growing`: more is published than delivered for 5 minutes; `blocked`: the broker takes no messages; `away`: it
 * can't be reached.
 */
export const alarmRules = ['length', 'unacknowledged', 'growing', 'blocked', 'away'] as const;
export type AlarmRule = (typeof alarmRules)[number];

export const alarmChanges = ['raised', 'cleared'] as const;

/** An alarm of the broker was raised, or is over. */
export interface AlarmEvent {
  readonly kind: 'alarm';
  readonly change: (typeof alarmChanges)[number];
  readonly rule: AlarmRule;
  /** null: the broker as a whole. */
  readonly queue: string | null;
  /** What was measured last, and from which value on it is an alarm: messages, seconds, or messages per second. */
  readonly value: number | null;
  readonly threshold: number | null;
  /** The broker's words, where it has some. */
  readonly detail: string | null;
  /** When it was raised, ms since epoch. */
  readonly since: number;
  /** What it says, in a sentence. */
  readonly words: Bilingual;
}
