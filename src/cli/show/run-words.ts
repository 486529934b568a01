import { errorHeadline, errorLine } from '../../contract/error-line.ts';
import { plainKey } from '../../contract/key-words.ts';
import { ownWordsIn } from '../../contract/own-words.ts';
import type { BlockedBy, Run } from '../../contract/run.ts';
import type { RunError } from '../../contract/run-error.ts';
import type { RunState } from '../../contract/run-states.ts';
import type { Language, Say } from '../words/words.ts';
import type { Colour } from './colours.ts';

/** Colour of a run's state. */
export function stateColour(state: RunState): Colour | null {
  switch (state) {
    case 'succeeded':
      return 'green';
    case 'failed':
    case 'expired':
      return 'red';
    case 'blocked':
    case 'retrying':
      return 'yellow';
    case 'running':
      return 'cyan';
    case 'cancelled':
      return 'dim';
    case 'scheduled':
    case 'queued':
      return null;
  }
}

/** A run's state in words, with a cancel that was asked for and not yet done. */
export function stateText(run: Pick<Run, 'state' | 'cancelRequestedAt'>, say: Say): string {
  const state = say(`state_${run.state}`);
  return run.state === 'running' && run.cancelRequestedAt !== null
    ? `${state} ${say('being_cancelled')}`
    : state;
}

/** `pdd:1001`; the shop alone where the platform is unknown; `-` for none. */
export function shopText(run: Pick<Run, 'platform' | 'shopId'>): string {
  if (run.shopId === null) return run.platform ?? '-';
  return run.platform === null ? run.shopId : `${run.platform}:${run.shopId}`;
}

/** An error for a card: its headline with step and status code, and the whole below where it has more lines. */
export function errorLines(
  error: Pick<RunError, 'message' | 'step'> & { readonly type: string },
  code: number | null,
  say: Say,
  language: Language,
): string[] {
  const step = error.step === undefined ? '' : ` [${error.step}]`;
  const headline = `${error.type}${step}: ${errorLine(error, language)}${code === null ? '' : ` (${say('status_code', { code })})`}`;
  const lines = ownWordsIn(error.message.trim(), language, error.type).split('\n');
  if (lines.length < 2) return [headline];
  // The headline of what a program wrote is its last line, of all else its first.
  return [headline, ...(error.type === 'EXIT' ? lines : lines.slice(1))];
}

/** What holds a run back, in a few words. */
export function blockerText(blockedBy: BlockedBy, say: Say): string {
  const reason = say(`blocked_${blockedBy.reason}`, { key: plainKey(blockedBy.key) });
  return blockedBy.note === null ? reason : `${reason} (${blockedBy.note})`;
}

/** The most telling thing about a run: its error, its blocker, its progress, else nothing. */
export function remarkText(run: Run, say: Say, language: Language): string {
  if (run.blockedBy !== null) return blockerText(run.blockedBy, say);
  if (run.error !== null) return errorHeadline(run.error, language);
  if (run.progress !== null && run.state === 'running') {
    return `${Math.round(run.progress.value * 100)} %${run.progress.note === null ? '' : ` ${run.progress.note}`}`;
  }
  return '';
}
