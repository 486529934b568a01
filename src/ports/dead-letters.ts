import type { Bilingual } from '../contract/bilingual.ts';
import type { DeadLetterState } from '../contract/run-states.ts';
import type { BulkJobProgress, BulkJobRecord, DeadLetterFilter } from '../domain/bulk-job.ts';
import type { DeadLetterRecord, UnreadMessage } from '../domain/dead-letter.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { Page } from './page.ts';

/** A dead letter with the run that it speaks of; null where there is none. */
export interface DeadLetterView {
  readonly letter: DeadLetterRecord;
  readonly run: RunRecord | null;
}

/** Dead letters of one cause. */
export interface DeadLetterGroup {
  readonly cause: string;
  readonly count: number;
  /** How many shops and flows it concerns. */
  readonly shops: number;
  readonly flows: number;
  /** ms since epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The newest of them. */
  readonly sample: DeadLetterView;
}

/** Who decided about a dead letter, when, and in which words. */
export interface LetterDecision {
  readonly by: string | null;
  /** ms since epoch. */
  readonly at: number;
  readonly note?: string | null;
  readonly retriedAs?: string | null;
}

/** Reads of dead letters and bulk jobs; reading never consumes. */
export interface DeadLetterReads {
  /** Newest first. */
  deadLetters(filter: DeadLetterFilter, limit: number, cursor: string | null): Promise<Page<DeadLetterView>>;
  /** The largest groups first. */
  deadLetterGroups(
    filter: DeadLetterFilter,
    limit: number,
    cursor: string | null,
  ): Promise<Page<DeadLetterGroup>>;
  /** By its number, or by its run's public id. */
  deadLetter(
    by: { readonly seq: number } | { readonly runId: string },
  ): Promise<(DeadLetterView & { readonly message: UnreadMessage | null }) | undefined>;
  /** Letters of every state with numbers after this one, by number, with the messages that could not be understood. */
  deadLettersAfter(
    after: number,
    limit: number,
  ): Promise<readonly (DeadLetterView & { readonly message: UnreadMessage | null })[]>;
  /** How many open letters a filter selects now, and the newest number of all letters. */
  deadLetterSelection(filter: DeadLetterFilter): Promise<{ readonly count: number; readonly until: number }>;
  /** Letters by state. */
  deadLetterCounts(): Promise<Readonly<Partial<Record<DeadLetterState, number>>>>;
  bulkJob(id: string): Promise<BulkJobRecord | undefined>;
  /** Newest first. */
  bulkJobs(limit: number, cursor: string | null): Promise<Page<BulkJobRecord>>;
}

/** Writes of dead letters and bulk jobs. */
export interface DeadLetterTx {
  /** The dead letter of a run that failed or expired. */
  insertDeadLetter(runSeq: number, at: number, cause: string): Promise<void>;
  /** A message that could not be understood, with why where that can be said; returns its number. */
  insertUnreadMessage(message: UnreadMessage, at: number, cause: string, words?: Bilingual): Promise<number>;
  deadLetterBySeq(seq: number): Promise<DeadLetterRecord | undefined>;
  /** Marks the dead letter of a run as retried, unless it is already or there is none; tells whether it did. */
  markDeadLetterRetried(runSeq: number, decision?: LetterDecision): Promise<boolean>;
  /** Writes a decision if the letter is still in the state `from`; tells whether it did. */
  settleDeadLetter(
    seq: number,
    from: DeadLetterState,
    to: DeadLetterState,
    decision: LetterDecision,
  ): Promise<boolean>;
  /** Open letters of a selection with numbers in `(after, until]`, by number. */
  openDeadLetters(
    filter: DeadLetterFilter,
    after: number,
    until: number,
    limit: number,
  ): Promise<DeadLetterRecord[]>;
  insertBulkJob(job: BulkJobRecord): Promise<void>;
  bulkJobById(id: string): Promise<BulkJobRecord | undefined>;
  runningBulkJobs(): Promise<BulkJobRecord[]>;
  updateBulkJob(id: string, progress: BulkJobProgress): Promise<void>;
}
