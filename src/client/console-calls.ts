/** The client's calls for what screens show of many runs at once. */
import type { BulkJob } from '../contract/dead-letter.ts';
import type { Diagnosis } from '../contract/diagnosis.ts';
import type { Overview } from '../contract/overview.ts';
import type { RunBulkRequest } from '../contract/run-bulk.ts';
import type { RunStats } from '../contract/run-stats.ts';
import type { SearchResult } from '../contract/search.ts';
import type { FlowRunRequest, SubmitResponse } from '../contract/submit.ts';
import type { SystemHealth } from '../contract/system-health.ts';
import type { Timeline } from '../contract/timeline.ts';
import type { PageQuery, Transport } from './call.ts';
import type { RunFilter } from './run-filter.ts';

/** The filters of the list of runs, without its paging. */
export type RunSelection = Omit<RunFilter, keyof PageQuery>;

export interface ConsoleCalls {
  /** How everything stands, in one read. */
  overview(): Promise<Overview>;
  /** How many runs a selection has, by state and over time; `bars`: about how many stretches of time. */
  runStats(selection?: RunSelection, bars?: number): Promise<RunStats>;
  /** The selection as a CSV file, whose body is read as it comes. */
  exportRuns(selection?: RunSelection, signal?: AbortSignal): Promise<Response>;
  /** Cancels or retries many runs; answers at once, the job is watched by `bulkJob`. */
  startRunsJob(body: RunBulkRequest): Promise<BulkJob>;
  /** A run's states and steps over time. */
  timeline(id: string): Promise<Timeline>;
  /** What went wrong with a run, how far it reaches, and what to do. */
  diagnosis(id: string): Promise<Diagnosis>;
  /** Whether the installation is sound, with remedies. */
  systemHealth(): Promise<SystemHealth>;
  /** Runs, flows, shops and nodes by what a person types; `limit` of each. */
  search(q: string, limit?: number): Promise<SearchResult>;
  runFlow(
    name: string,
    body?: FlowRunRequest,
    options?: { readonly idempotencyKey?: string },
  ): Promise<SubmitResponse>;
}

/** The calls, over a client's way to reach the server. */
export function consoleCalls(transport: Transport): ConsoleCalls {
  return {
    overview: () => transport.ask('/api/overview'),
    runStats: (selection = {}, bars) => transport.ask('/api/runs/stats', { query: { ...selection, bars } }),
    exportRuns: (selection = {}, signal) =>
      transport.answer('/api/runs/export', { query: { ...selection }, signal }),
    startRunsJob: async (body) =>
      (await transport.ask<{ job: BulkJob }>('/api/runs/bulk', { method: 'POST', body })).job,
    timeline: (id) => transport.ask(`/api/runs/${encodeURIComponent(id)}/timeline`),
    diagnosis: (id) => transport.ask(`/api/runs/${encodeURIComponent(id)}/diagnosis`),
    systemHealth: () => transport.ask('/api/system/health'),
    search: (q, limit) => transport.ask('/api/search', { query: { q, limit } }),
    runFlow: (name, body = {}, { idempotencyKey } = {}) =>
      transport.ask(`/api/flows/${encodeURIComponent(name)}/run`, {
        method: 'POST',
        body,
        headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
      }),
  };
}
