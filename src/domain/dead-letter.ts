/** Dead letters: what waits for a person, and what that person may do with it. */
import type { Bilingual } from '../contract/bilingual.ts';
import type { LetterAction } from '../contract/dead-letter.ts';
import type { DeadLetterState } from '../contract/run-states.ts';

/** A dead letter as the store keeps it; instants are ms since epoch. */
export interface DeadLetterRecord {
  readonly seq: number;
  /** The run that failed or expired; null: a message that could not be understood. */
  readonly runSeq: number | null;
  readonly state: DeadLetterState;
  readonly at: number;
  /** What groups dead letters by cause: error type and normalised message. */
  readonly cause: string;
  /** Why a message could not be understood; null: a run's letter, or one of before this was kept. */
  readonly words: Bilingual | null;
  readonly flow: string | null;
  readonly platform: string | null;
  readonly shopId: string | null;
  /** A person's words at the decision. */
  readonly note: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  /** Public id of the run that took its place. */
  readonly retriedAs: string | null;
}

/** A message that could not be understood, as it came. */
export interface UnreadMessage {
  readonly body: Uint8Array;
  /** What the broker said of it: exchange, routing key, content type, headers. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The state that each action leads to, and the states that it may start from. */
const rules: Readonly<
  Record<LetterAction, { readonly to: DeadLetterState; readonly from: readonly DeadLetterState[] }>
> = {
  retry: { to: 'retried', from: ['open', 'ignored', 'archived'] },
  ignore: { to: 'ignored', from: ['open'] },
  archive: { to: 'archived', from: ['open', 'ignored'] },
};

/** Whether the action may be carried out in this state, has been already, or can't be any more. */
export function letterVerdict(state: DeadLetterState, action: LetterAction): 'act' | 'already' | 'refused' {
  const rule = rules[action];
  if (rule.to === state) return 'already';
  return rule.from.includes(state) ? 'act' : 'refused';
}

/** The state that a decided letter is in. */
export function stateAfter(action: LetterAction): DeadLetterState {
  return rules[action].to;
}

/** The public id of a dead letter. */
export function letterId(seq: number): string {
  return `dead_${seq}`;
}

/** The number in a public id; null when it is none (it may be a run's id then). */
export function letterSeq(id: string): number | null {
  const found = /^dead_([1-9][0-9]{0,14})$/.exec(id);
  return found === null ? null : Number(found[1]);
}

/** The error type that a cause begins with. */
export function causeType(cause: string): string {
  const cut = cause.indexOf(':');
  return cut < 0 ? cause : cause.slice(0, cut);
}
