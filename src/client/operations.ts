/** The client's calls for dead letters, batches, files of shops and the installation. */
import type { Batch } from '../contract/batch-progress.ts';
import type {
  BulkJob,
  BulkRequest,
  DeadLetter,
  DeadLetterDetail,
  DeadLetterGroup,
  RetryLetterRequest,
} from '../contract/dead-letter.ts';
import type { PageOf } from '../contract/paging.ts';
import type { DeadLetterState } from '../contract/run-states.ts';
import type { ShopImportResult } from '../contract/shop-import.ts';
import type { SubmitResponse } from '../contract/submit.ts';
import type {
  BrokerState,
  Maintenance,
  PoolQueue,
  QueuesResponse,
  StopAllAsked,
  StopAllDone,
  System,
} from '../contract/system.ts';
import type { Call, PageQuery, Transport } from './call.ts';

/** What dead letters are listed by; all that is given must hold. */
export interface DeadLetterFilter extends PageQuery {
  readonly state?: readonly DeadLetterState[];
  readonly cause?: string;
  readonly type?: string;
  readonly flow?: string;
  readonly platform?: string;
  /** `1001`, or `pdd:1001` with its platform. */
  readonly shop?: string;
  readonly batch?: string;
  /** ISO 8601; died at or after, and before. */
  readonly from?: string;
  readonly to?: string;
}

export interface ShopImportOptions {
  /** Of the file; default UTF-8. */
  readonly charset?: string;
  readonly dryRun?: boolean;
  /** Platform of lines that name none. */
  readonly platform?: string;
}

export interface ShopExportFilter {
  readonly platform?: string;
  readonly tag?: string;
  readonly enabled?: boolean;
  readonly paused?: boolean;
  readonly text?: string;
}

/** What the client offers for them. */
export interface OperationCalls {
  deadLetters(filter?: DeadLetterFilter): Promise<PageOf<DeadLetter>>;
  deadLetterGroups(filter?: DeadLetterFilter): Promise<PageOf<DeadLetterGroup>>;
  /** By its own id or its run's. */
  deadLetter(id: string): Promise<DeadLetterDetail>;
  retryDeadLetter(id: string, body?: RetryLetterRequest): Promise<SubmitResponse>;
  ignoreDeadLetter(id: string, note?: string): Promise<DeadLetter>;
  archiveDeadLetter(id: string, note?: string): Promise<DeadLetter>;
  /** Answers at once; the job goes on in the server. */
  startBulkJob(body: BulkRequest): Promise<BulkJob>;
  bulkJobs(page?: PageQuery): Promise<PageOf<BulkJob>>;
  bulkJob(id: string): Promise<BulkJob>;
  commandBulkJob(id: string, command: 'pause' | 'resume' | 'cancel'): Promise<BulkJob>;
  batches(page?: PageQuery): Promise<PageOf<Batch>>;
  batch(id: string): Promise<Batch>;
  cancelBatch(
    id: string,
  ): Promise<{ readonly cancelled: number; readonly stopping: number; readonly batch: Batch }>;
  retryBatch(id: string, ratePerSecond?: number): Promise<BulkJob>;
  importShops(file: string | Uint8Array<ArrayBuffer>, options?: ShopImportOptions): Promise<ShopImportResult>;
  exportShops(filter?: ShopExportFilter): Promise<string>;
  system(): Promise<System>;
  setMaintenance(on: boolean, note?: string): Promise<Maintenance | null>;
  /** What would be stopped, and the word that confirms it. */
  askStopAll(): Promise<StopAllAsked>;
  stopAll(confirm: string): Promise<StopAllDone>;
  queues(): Promise<readonly PoolQueue[]>;
  /** The broker, its queues and what is wrong with them. */
  broker(): Promise<BrokerState>;
}

/** The calls, over a client's way to reach the server. */
export function operationCalls(transport: Transport): OperationCalls {
  const ask = <Answer>(path: string, call?: Call): Promise<Answer> => transport.ask<Answer>(path, call);
  const post = <Answer>(path: string, body: unknown = {}): Promise<Answer> =>
    ask<Answer>(path, { method: 'POST', body });
  const letter = (id: string): string => `/api/dead-letters/${encodeURIComponent(id)}`;
  const job = (id: string): string => `/api/dead-letters/bulk/${encodeURIComponent(id)}`;
  const batch = (id: string): string => `/api/batches/${encodeURIComponent(id)}`;
  const theLetter = async (answered: Promise<{ deadLetter: DeadLetter }>): Promise<DeadLetter> =>
    (await answered).deadLetter;
  const theJob = async (answered: Promise<{ job: BulkJob }>): Promise<BulkJob> => (await answered).job;
  const noted = (note: string | undefined): object => (note === undefined ? {} : { note });
  return {
    deadLetters: (filter = {}) => ask('/api/dead-letters', { query: { ...filter } }),
    deadLetterGroups: (filter = {}) => ask('/api/dead-letters/groups', { query: { ...filter } }),
    deadLetter: (id) => ask(letter(id)),
    retryDeadLetter: (id, body = {}) => post(`${letter(id)}/retry`, body),
    ignoreDeadLetter: (id, note) => theLetter(post(`${letter(id)}/ignore`, noted(note))),
    archiveDeadLetter: (id, note) => theLetter(post(`${letter(id)}/archive`, noted(note))),
    startBulkJob: (body) => theJob(post('/api/dead-letters/bulk', body)),
    bulkJobs: (page = {}) => ask('/api/dead-letters/bulk', { query: { ...page } }),
    bulkJob: (id) => theJob(ask(job(id))),
    commandBulkJob: (id, command) => theJob(post(`${job(id)}/${command}`)),
    batches: (page = {}) => ask('/api/batches', { query: { ...page } }),
    batch: async (id) => (await ask<{ batch: Batch }>(batch(id))).batch,
    cancelBatch: (id) => post(`${batch(id)}/cancel`),
    retryBatch: (id, ratePerSecond) =>
      theJob(post(`${batch(id)}/retry`, ratePerSecond === undefined ? {} : { ratePerSecond })),
    importShops: (content, { charset, dryRun, platform } = {}) => {
      const type = charset === undefined ? 'text/csv' : `text/csv; charset=${charset}`;
      return ask('/api/shops/import', {
        method: 'POST',
        query: { dryRun, platform },
        file: { content, type },
      });
    },
    exportShops: async (filter = {}) =>
      (await transport.answer('/api/shops/export', { query: { ...filter } })).text(),
    system: () => ask('/api/system'),
    setMaintenance: async (on, note) =>
      (await post<{ maintenance: Maintenance | null }>('/api/system/maintenance', { on, ...noted(note) }))
        .maintenance,
    askStopAll: () => post('/api/system/stop-all'),
    stopAll: (confirm) => post('/api/system/stop-all', { confirm }),
    queues: async () => (await ask<QueuesResponse>('/api/queues')).items,
    broker: async () => (await ask<QueuesResponse>('/api/queues')).broker,
  };
}
