/** Side effects that may happen once across runs: what the store keeps of a key, and what a person may say of it. */
import type { OnceKeyState } from '../contract/once.ts';

/** What a person has said of a key whose outcome nobody knew. */
export interface OnceSettlement {
  readonly happened: boolean;
  readonly by: string | null;
  /** ms since epoch. */
  readonly at: number;
  readonly note: string | null;
  /** The attempt of whose outcome it was said. */
  readonly runId: string;
  readonly attempt: number;
}

/** A key as the store keeps it, until `expiresAt`; instants are ms since epoch. */
export interface OnceRecord {
  readonly key: string;
  readonly runSeq: number;
  readonly runId: string;
  /** The attempt that began it. */
  readonly attempt: number;
  readonly beganAt: number;
  /** `done`: it has happened. `freed`: a person has said that it has not; the next attempt does it. */
  readonly phase: 'begun' | 'done' | 'freed';
  /** JSON; null: none. */
  readonly value: string | null;
  readonly expiresAt: number;
  /** The last that a person said of the key, of this attempt or of one before it. */
  readonly settled: OnceSettlement | null;
}

/** What keys are listed by; all that is given must hold. */
export interface OnceFilter {
  readonly states?: readonly OnceKeyState[];
  readonly key?: string;
  /** Public id of the run that began it. */
  readonly runId?: string;
  /** Begun at or after `from` and before `to`, ms since epoch. */
  readonly from?: number;
  readonly to?: number;
}

/** A key's state; `underWay`: the attempt that began it still runs. */
export function onceStateOf({ phase }: OnceRecord, underWay: boolean): OnceKeyState {
  if (phase !== 'begun') return phase;
  return underWay ? 'under_way' : 'unknown';
}

/**
 * Whether a person may say this of a key in this state, has said just that, or can't any more. One that was freed by
 * mistake can still be said to have happened, until an attempt begins it again. `sameValue`: the value is the one that is kept.
 */
export function settleVerdict(
  held: OnceRecord,
  state: OnceKeyState,
  happened: boolean,
  sameValue: () => boolean,
): 'act' | 'already' | 'under_way' | 'done' {
  switch (state) {
    case 'under_way':
      return 'under_way';
    case 'unknown':
      return 'act';
    case 'freed':
      return happened ? 'act' : 'already';
    case 'done':
      return happened && isSettledSo(held) && sameValue() ? 'already' : 'done';
  }
}

/** Whether a person, and not the attempt, has said how this attempt's effect came out. */
export function isSettledSo({ settled, runId, attempt }: OnceRecord): boolean {
  return settled !== null && settled.runId === runId && settled.attempt === attempt;
}
