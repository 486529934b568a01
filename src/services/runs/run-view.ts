import type { BlockedBy, Run } from '../../contract/run.ts';
import type { KeyRecord } from '../../domain/records.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { RunView } from '../../ports/history.ts';
import type { Work } from '../dispatch/work.ts';

/** An instant as the API shows it. */
export function instant(at: number): string {
  return new Date(at).toISOString();
}

const maybeInstant = (at: number | null): string | null => (at === null ? null : instant(at));

/** A run as the API shows it. `progress` is what is known of its running attempt. */
export function toApiRun(view: RunView, progress: Run['progress']): Run {
  const { run } = view;
  return {
    id: run.id,
    flow: run.flow,
    flowHash: run.flowHash,
    platform: run.platform,
    shopId: run.shopId,
    state: run.state,
    code: run.code,
    error: run.error,
    priority: run.priority,
    params: run.params,
    output: run.output,
    progress: run.state === 'running' ? progress : null,
    tags: [...run.tags],
    attempt: run.attempt,
    failures: run.failures,
    maxRetries: run.maxRetries,
    dedupeKey: run.dedupeKey,
    source: run.source,
    createdBy: run.createdBy,
    createdAt: instant(run.createdAt),
    dueAt: instant(run.dueAt),
    queuedAt: maybeInstant(run.queuedAt),
    startedAt: maybeInstant(run.startedAt),
    endedAt: maybeInstant(run.endedAt),
    expiresAt: maybeInstant(run.expiresAt),
    timeoutSeconds: run.timeoutSeconds,
    blockedBy: view.blocker === null ? null : blockedByOf(view.blocker),
    nodeId: view.nodeId,
    batchId: run.batchId,
    retryOf: run.retryOf,
    retriedAs: run.retriedAs,
    scheduleId: run.scheduleId,
    slotAt: maybeInstant(run.slotAt),
    cancelRequestedAt: maybeInstant(run.cancelRequestedAt),
  };
}

const kinds = ['shop', 'flow', 'platform', 'business', 'pool'] as const;

/** What a key that holds runs back is, and why it does. */
export function blockedByOf(key: KeyRecord): BlockedBy {
  const word = key.name.slice(0, key.name.indexOf(':'));
  const kind = kinds.find((one) => one === word) ?? 'limit';
  const reason = key.closed !== null ? 'paused' : kind === 'pool' && key.room === 0 ? 'no_node' : 'full';
  return { key: key.name, kind, reason, note: key.closed?.note ?? null };
}

/** A run as it stands within a command; undefined when there is none with this id. */
export async function runInWork(work: Work, id: string): Promise<Run | undefined> {
  const run = await work.runById(id);
  return run && toApiRun(await viewInWork(work, run), null);
}

async function viewInWork(work: Work, run: RunRecord): Promise<RunView> {
  const blocker = run.blockedBy === null ? null : ((await work.tx.keyById(run.blockedBy)) ?? null);
  const nodeId =
    run.node === null ? null : ((await work.tx.nodes()).find((node) => node.key === run.node)?.id ?? null);
  return { run, blocker, nodeId };
}
