/** The one thing to say of a run beside its state: why it waits, how far it is, what came of it. Rules without effects. */

import { errorLine } from '../../../../src/contract/error-line.ts';
import type { BlockedBy, JsonObject, Run } from '../../../../src/contract/run.ts';
import type { RunError } from '../../../../src/contract/run-error.ts';
import type { RunState } from '../../../../src/contract/run-states.ts';
import type { Language } from '../../words/words.ts';

/** Words, by their keys in the catalogue of runs. */
export type ReasonKey =
  | 'why.shop.full'
  | 'why.shop.paused'
  | 'why.flow.full'
  | 'why.platform.full'
  | 'why.business.full'
  | 'why.pool.full'
  | 'why.pool.no_node'
  | 'why.limit.full'
  | 'why.paused'
  | 'why.queued'
  | 'why.retrying'
  | 'why.expired'
  | 'why.scheduled'
  | 'why.attempt';

export interface Reason {
  readonly key: ReasonKey | null;
  readonly values: Readonly<Record<string, string | number>>;
  /** An error's class, which stands before the text. */
  readonly errorType: RunError['type'] | null;
  /** In the program's own words, or Drover's. */
  readonly text: string | null;
  /** Whose colour it has; null: grey. */
  readonly tone: RunState | null;
  /** How far it is, 0 to 1. */
  readonly bar: number | null;
  /** `since`: has lasted from then on; `until`: comes then. */
  readonly clock: { readonly kind: 'since' | 'until'; readonly at: string } | null;
}

const silent: Reason = {
  key: null,
  values: {},
  errorType: null,
  text: null,
  tone: null,
  bar: null,
  clock: null,
};

/** What to say of the run in a table's cell. */
export function reasonOf(run: Run, language: Language): Reason {
  switch (run.state) {
    case 'scheduled':
      return { ...silent, key: 'why.scheduled', clock: { kind: 'until', at: run.dueAt } };
    case 'blocked':
      return {
        ...blockedReason(run.blockedBy),
        // Before its first start it waits from its due time on.
        clock: run.startedAt === null ? { kind: 'since', at: run.dueAt } : null,
      };
    case 'queued':
      return {
        ...silent,
        key: 'why.queued',
        tone: 'queued',
        clock: run.queuedAt === null ? null : { kind: 'since', at: run.queuedAt },
      };
    case 'running':
      if (run.progress !== null) return { ...silent, bar: run.progress.value, text: run.progress.note };
      return run.attempt > 1 ? { ...silent, key: 'why.attempt', values: { n: run.attempt } } : silent;
    case 'retrying':
      return {
        ...silent,
        key: 'why.retrying',
        values: { n: run.failures },
        text: run.error === null ? null : errorLine(run.error, language),
        tone: 'retrying',
        clock: { kind: 'until', at: run.dueAt },
      };
    case 'failed':
      return run.error === null
        ? silent
        : { ...silent, errorType: run.error.type, text: errorLine(run.error, language), tone: 'failed' };
    case 'expired':
      return run.expiresAt === null
        ? silent
        : { ...silent, key: 'why.expired', clock: { kind: 'until', at: run.expiresAt } };
    case 'succeeded':
      return { ...silent, text: outputLine(run.output) };
    case 'cancelled':
      return silent;
  }
}

function blockedReason(by: BlockedBy | null): Reason {
  const of = (key: ReasonKey, values: Reason['values'] = {}): Reason => ({
    ...silent,
    key,
    values,
    tone: 'blocked',
  });
  if (by === null) return { ...silent, tone: 'blocked' };
  const name = by.key.slice(by.key.indexOf(':') + 1);
  if (by.reason === 'paused') {
    const paused = of(by.kind === 'shop' ? 'why.shop.paused' : 'why.paused', { name });
    return { ...paused, text: by.note };
  }
  switch (by.kind) {
    case 'shop':
      return of('why.shop.full');
    case 'flow':
      return of('why.flow.full');
    case 'platform':
      return of('why.platform.full', { name });
    case 'business':
      return of('why.business.full');
    case 'pool':
      // `pool:default` may be followed by what a node must have.
      return of(by.reason === 'no_node' ? 'why.pool.no_node' : 'why.pool.full', {
        name: name.split(':', 1)[0] ?? name,
      });
    case 'limit':
      return of('why.limit.full', { name: by.key });
  }
}

const tellingNames = ['summary', 'message', 'note', 'result', 'text'];

/** A line of an output: its own words where it has some, else its first plain values. */
export function outputLine(output: JsonObject | null): string | null {
  if (output === null) return null;
  for (const name of tellingNames) {
    const value = output[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  const plain = Object.entries(output)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .slice(0, 4)
    .map(
      ([name, value]) =>
        `${name} ${typeof value === 'number' ? value.toLocaleString('en-US') : String(value)}`,
    );
  return plain.length === 0 ? null : plain.join(' · ');
}
