import type { RunFilterQuery } from '../../contract/run-stats.ts';
import { formatCsv, formulaSafe } from '../../domain/csv.ts';
import type { History, RunView } from '../../ports/history.ts';
import { runFilterOf } from './run-filter.ts';
import { instant } from './run-view.ts';

/** Runs read at once. */
const pageSize = 500;

const maybe = (at: number | null): string => (at === null ? '' : instant(at));

const columns: readonly (readonly [string, (view: RunView) => string])[] = [
  ['id', ({ run }) => run.id],
  ['flow', ({ run }) => run.flow],
  ['platform', ({ run }) => run.platform ?? ''],
  ['shop', ({ run }) => run.shopId ?? ''],
  ['state', ({ run }) => run.state],
  ['code', ({ run }) => (run.code === null ? '' : String(run.code))],
  ['error_type', ({ run }) => run.error?.type ?? ''],
  ['error', ({ run }) => run.error?.message ?? ''],
  ['blocked_by', ({ blocker }) => blocker?.name ?? ''],
  ['node', ({ nodeId }) => nodeId ?? ''],
  ['attempt', ({ run }) => String(run.attempt)],
  ['failures', ({ run }) => String(run.failures)],
  ['priority', ({ run }) => String(run.priority)],
  ['source', ({ run }) => run.source],
  ['created_by', ({ run }) => run.createdBy ?? ''],
  ['batch', ({ run }) => run.batchId ?? ''],
  ['tags', ({ run }) => run.tags.join(' ')],
  ['created_at', ({ run }) => instant(run.createdAt)],
  ['due_at', ({ run }) => instant(run.dueAt)],
  ['started_at', ({ run }) => maybe(run.startedAt)],
  ['ended_at', ({ run }) => maybe(run.endedAt)],
  [
    'seconds',
    ({ run: { startedAt, endedAt } }) =>
      startedAt === null || endedAt === null ? '' : String(Math.max(0, endedAt - startedAt) / 1000),
  ],
  ['params', ({ run }) => JSON.stringify(run.params)],
  ['output', ({ run }) => (run.output === null ? '' : JSON.stringify(run.output))],
];

/**
 * The runs that a filter selects as comma-separated values, newest first, piece by piece: what an export costs in memory
 * does not grow with it. Nothing in it is taken for a formula. It begins with a byte order mark, without which spreadsheets
 * take UTF-8 for something else. Throws `bad_request` at once.
 */
export function exportRuns(
  history: Pick<History, 'runs'>,
  query: RunFilterQuery,
): (signal: AbortSignal) => AsyncGenerator<string, void, undefined> {
  const filter = runFilterOf(query);
  return async function* (signal) {
    yield `\u{feff}${formatCsv([columns.map(([name]) => name)])}`;
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<History['runs']>> = await history.runs(filter, pageSize, cursor);
      if (signal.aborted) return;
      yield formatCsv(page.items.map((view) => columns.map(([, text]) => formulaSafe(text(view)))));
      cursor = page.next;
    } while (cursor !== null);
  };
}
