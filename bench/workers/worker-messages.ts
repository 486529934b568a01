import type { Span } from '../system.ts';

/** What the bench asks of a peer's worker process, one question at a time. */
export type WorkerQuestion =
  /** Take jobs until this many have ended, then none. */
  | { readonly ask: 'drain'; readonly jobs: number }
  /** Take jobs from now on. */
  | { readonly ask: 'serve' }
  /** The delays noted since the last time. */
  | { readonly ask: 'delays' };

export type WorkerAnswer =
  | { readonly answer: 'ready' }
  | { readonly answer: 'drained'; readonly span: Span }
  | { readonly answer: 'serving' }
  | { readonly answer: 'delays'; readonly delays: readonly number[] };

/** The payload of the job that notes how long after this instant (ms since epoch with fractions) it started. */
export interface StampPayload {
  readonly submittedAt: number;
}
