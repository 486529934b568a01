import type { RunEvent } from '../contract/run-event.ts';
import type { RunState } from '../contract/run-states.ts';
import type { RunSelection } from '../domain/bulk-job.ts';
import type {
  AttemptRecord,
  HolderRecord,
  KeyRecord,
  NodeRecord,
  ShopRecord,
  TokenRecord,
} from '../domain/records.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { BatchReads } from './batches.ts';
import type { ConsoleReads } from './console-reads.ts';
import type { DeadLetterReads } from './dead-letters.ts';
import type { EventReads } from './event-reads.ts';
import type { MemoryReads } from './memory.ts';
import type { Page } from './page.ts';
import type { ScheduleReads } from './schedules.ts';
import type { SessionReads } from './sessions.ts';
import type { UpkeepReads } from './upkeep.ts';
import type { UploadReads } from './uploads.ts';

/** What a list of runs is narrowed by; all given conditions must hold. */
export type RunFilter = RunSelection;

/** A run with what the API shows beside its own row. */
export interface RunView {
  readonly run: RunRecord;
  readonly blocker: KeyRecord | null;
  readonly nodeId: string | null;
}

/** An event of a run as it was committed. */
export interface EventRecord {
  readonly seq: number;
  readonly runSeq: number;
  readonly runId: string;
  readonly revision: number;
  readonly at: number;
  readonly event: RunEvent;
}

/** Read-only views of what has been committed. Runs on a connection of its own and never delays dispatch. */
export interface History
  extends DeadLetterReads,
    BatchReads,
    UpkeepReads,
    EventReads,
    SessionReads,
    ConsoleReads,
    UploadReads,
    ScheduleReads,
    MemoryReads {
  run(id: string): Promise<RunView | undefined>;
  runsByIds(ids: readonly string[]): Promise<RunView[]>;
  runs(filter: RunFilter, limit: number, cursor: string | null): Promise<Page<RunView>>;
  attempts(runId: string): Promise<(AttemptRecord & { readonly nodeId: string | null })[]>;
  events(runId: string, afterSeq: number, limit: number): Promise<EventRecord[]>;
  /** Who holds a key's room now, oldest first. */
  holders(key: number, limit: number): Promise<HolderRecord[]>;
  /** How many blocked runs under the key go before this rank, and how many there are. */
  position(key: number, rank: number): Promise<{ readonly ahead: number; readonly total: number }>;
  keyByName(name: string): Promise<KeyRecord | undefined>;
  businessHolder(name: string): Promise<HolderRecord | undefined>;
  shops(
    filter: {
      readonly platform?: string;
      readonly tag?: string;
      readonly ids?: readonly string[];
      readonly enabled?: boolean;
      readonly paused?: boolean;
      readonly text?: string;
    },
    limit: number,
    cursor: string | null,
  ): Promise<Page<{ readonly shop: ShopRecord; readonly key: KeyRecord | null }>>;
  /** `busy`: attempts under way there, by pool. */
  nodes(): Promise<readonly (NodeRecord & { readonly busy: Readonly<Record<string, number>> })[]>;
  tokens(): Promise<readonly TokenRecord[]>;
  /** Runs by state, live states only. */
  liveCounts(): Promise<Readonly<Partial<Record<RunState, number>>>>;
}
