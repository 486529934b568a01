/** A batch's bar: its runs by state, what is over first. Rules without effects. */
import type { Batch } from '../../../../src/contract/batch-progress.ts';
import { finalStates, type RunState } from '../../../../src/contract/run-states.ts';

/** The order of the bar's parts. */
const order: readonly RunState[] = [
  'succeeded',
  'failed',
  'expired',
  'cancelled',
  'running',
  'retrying',
  'queued',
  'blocked',
  'scheduled',
];

export interface BatchPart {
  readonly state: RunState;
  readonly count: number;
  /** Of the bar, 0 to 1. */
  readonly width: number;
}

/** The states that occur, in the bar's order. */
export function batchParts({ counts, total }: Pick<Batch, 'counts' | 'total'>): readonly BatchPart[] {
  return order.flatMap((state) => {
    const count = counts[state];
    return count === 0 || total === 0 ? [] : [{ state, count, width: count / total }];
  });
}

/** How many have ended, and how many of them can be retried. */
export function batchSums({ counts }: Pick<Batch, 'counts'>): {
  readonly ended: number;
  readonly failed: number;
} {
  return {
    ended: finalStates.reduce((sum, state) => sum + counts[state], 0),
    failed: counts.failed + counts.expired,
  };
}
