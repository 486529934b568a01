import type { RetryPolicy } from '../contract/manifest.ts';
import { durationOf, type Section } from './section.ts';

/** Retries where a flow says nothing: after 30, 60 and 120 s; of a script two, after 300 s each. */
export const defaultRetry = {
  command: { max: 3, base: 30, factor: 2, cap: 3600 },
  script: { max: 2, delays: [300] },
  flow: { max: 3, base: 30, factor: 2, cap: 3600 },
  engine: { max: 0, base: 30, factor: 2, cap: 3600 },
} as const satisfies Record<string, RetryPolicy>;

/** A flow's `retry`, complete: with delays, or with base, factor and cap. */
export function readRetry(flow: Section, kind: keyof typeof defaultRetry): RetryPolicy {
  const usual: RetryPolicy = defaultRetry[kind];
  const section = flow.section('retry');
  if (section === undefined) return copyOf(usual);
  section.allowOnly(['retry']);
  const max = section.whole('max', 0, 100);
  const delays = section.list('delays', 100)?.flatMap((placed) => durationOf(section.sink, placed, 0) ?? []);
  const growing = ['base', 'factor', 'cap'].some((key) => section.raw(key) !== undefined);
  if (delays !== undefined) {
    if (growing) section.fault('delays', 'retry_both');
    if (section.list('delays')?.length === 0 && max !== 0) section.fault('delays', 'empty_text');
    return { max: max ?? delays.length, delays };
  }
  if (!growing) return { ...copyOf(usual), max: max ?? usual.max };
  const base = section.duration('base') ?? 30;
  const cap = section.duration('cap') ?? Math.max(base, 3600);
  if (cap < base) section.fault('cap', 'cap_below_base');
  return { max: max ?? usual.max, base, factor: section.number('factor', 1, 1000) ?? 2, cap };
}

function copyOf(policy: RetryPolicy): RetryPolicy {
  return structuredClone(policy);
}
