/**
 * Removes old history while the server runs: ended runs beyond the retention's days or number with all that belongs to
 * them, logs and files beyond their own days, idempotency keys, records of slots, and records without runs. In small transactions with
 * pauses between, so that dispatch does not notice; what to remove is looked for on the reading side. A run that has not
 * ended is never touched. Files go before rows: a crash between leaves rows whose files are looked for again, never files
 * that nobody knows. Failure: logged; the next pass does what was left.
 */
import { idempotencyKeptMs, pruneLimits, type Retention } from '../../domain/pruning.ts';
import type { Blobs } from '../../ports/blobs.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Store } from '../../ports/store.ts';
import type { OldRun } from '../../ports/upkeep.ts';
import { runFolder } from '../run-logs.ts';
import type { Uploads } from '../uploads/uploads.ts';

/** Time from the server's start to its first pass, while it settles anyway, and between passes, ms. */
const firstPassMs = 2_000;
const betweenPassesMs = 3_600_000;
/** Runs looked at together, rows deleted in one transaction, and the pause after each transaction, ms. */
const pageSize = 500;
const deleteStep = 50;
const pauseMs = 20;
/** Rows of other tables that one transaction deletes. */
const recordStep = 500;
/** Setting: up to this run, logs and files have been removed. */
const blobsSetting = 'pruned_files_until';

export interface PrunerParts {
  readonly store: Store;
  readonly blobs: Pick<Blobs, 'removeAll'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly retention: Retention;
  /** Files that people have sent; absent: there are none. */
  readonly uploads?: Pick<Uploads, 'prune'>;
}

/** What a pass removed. */
export interface Pruned {
  /** ms since epoch. */
  readonly at: number;
  readonly runs: number;
  /** Runs that lost their logs and files only. */
  readonly logs: number;
  readonly idempotencyKeys: number;
  /** Records of schedules' slots, and backfills. */
  readonly slots: number;
  readonly records: number;
}

export interface Pruner {
  start(): void;
  stop(): void;
  /** One pass now; passes never overlap: a second caller gets the one under way. */
  prune(): Promise<Pruned>;
  last(): Pruned | null;
}

export function createPruner(parts: PrunerParts): Pruner {
  const { store, clock, logger, retention } = parts;
  const { history } = store;
  let timer: Timer | null = null;
  let stopped = false;
  let underWay: Promise<Pruned> | null = null;
  let last: Pruned | null = null;

  const pause = (): Promise<void> => new Promise((resolve) => void clock.timer(pauseMs, resolve));

  const removeRuns = async (runs: readonly OldRun[]): Promise<number> => {
    let removed = 0;
    for (let from = 0; from < runs.length && !stopped; from += deleteStep) {
      const some = runs.slice(from, from + deleteStep);
      for (const run of some) await parts.blobs.removeAll(runFolder(run.id));
      removed += await store.write((tx) => tx.deleteEndedRuns(some.map((run) => run.seq)));
      await pause();
    }
    return removed;
  };

  /** Old pages of runs, from the oldest after `after` until one that was made at `createdBefore` or later. */
  async function* pages(
    history: History,
    after: number,
    createdBefore: number,
  ): AsyncGenerator<readonly OldRun[]> {
    let at = after;
    while (!stopped) {
      const page = await history.oldRuns(at, pageSize);
      const young = page.findIndex((run) => run.createdAt >= createdBefore);
      const old = young < 0 ? page : page.slice(0, young);
      if (old.length > 0) yield old;
      const end = page.at(-1);
      if (young >= 0 || end === undefined || page.length < pageSize) return;
      at = end.seq;
    }
  }

  const pruneByAge = async (endedBefore: number): Promise<number> => {
    let removed = 0;
    for await (const page of pages(history, 0, endedBefore))
      removed += await removeRuns(page.filter((run) => run.endedAt !== null && run.endedAt < endedBefore));
    return removed;
  };

  const pruneSurplus = async (surplus: number): Promise<number> => {
    if (surplus === 0) return 0;
    let removed = 0;
    for await (const page of pages(history, 0, Number.POSITIVE_INFINITY)) {
      removed += await removeRuns(page.filter((run) => run.endedAt !== null).slice(0, surplus - removed));
      if (removed >= surplus) break;
    }
    return removed;
  };

  /** Each run is looked at once; one that ends later than its neighbours keeps its files until its row goes. */
  const pruneBlobs = async (endedBefore: number): Promise<number> => {
    let until = Number((await store.write((tx) => tx.setting(blobsSetting))) ?? 0);
    let removed = 0;
    for await (const page of pages(history, until, endedBefore)) {
      for (const run of page) {
        if (run.endedAt === null || run.endedAt >= endedBefore) continue;
        await parts.blobs.removeAll(runFolder(run.id));
        removed++;
      }
      until = page.at(-1)?.seq ?? until;
      const value = String(until);
      await store.write((tx) => tx.putSetting(blobsSetting, value));
      await pause();
    }
    return removed;
  };

  const repeat = async (some: (limit: number) => Promise<number>): Promise<number> => {
    let removed = 0;
    while (!stopped) {
      const count = await some(recordStep);
      removed += count;
      if (count === 0) break;
      await pause();
    }
    return removed;
  };

  const pass = async (): Promise<Pruned> => {
    const at = clock.now();
    const startedMs = clock.uptimeMs();
    const limits = pruneLimits(retention, at, 0);
    const logs = await pruneBlobs(limits.blobsBefore);
    const old = await pruneByAge(limits.endedBefore);
    const { surplus } = pruneLimits(retention, at, await history.endedRunCount());
    const runs = old + (await pruneSurplus(surplus));
    const idempotencyKeys = await repeat((limit) =>
      store.write((tx) => tx.pruneIdempotency(at - idempotencyKeptMs, limit)),
    );
    const slots = await repeat((limit) => store.write((tx) => tx.pruneSlots(limits.endedBefore, limit)));
    const records = await repeat((limit) => store.write((tx) => tx.pruneRecords(limits.endedBefore, limit)));
    await store.write((tx) => tx.pruneOnce(at, recordStep));
    await repeat(async () => (await parts.uploads?.prune()) ?? 0);
    last = { at, runs, logs, idempotencyKeys, slots, records };
    if (runs + logs + idempotencyKeys + slots + records > 0)
      logger.info(
        { runs, logs, idempotencyKeys, slots, records, ms: Math.round(clock.uptimeMs() - startedMs) },
        'old history removed',
      );
    return last;
  };

  const prune = (): Promise<Pruned> => {
    underWay ??= pass().finally(() => {
      underWay = null;
    });
    return underWay;
  };

  const arm = (delayMs: number): void => {
    timer = stopped
      ? null
      : clock.timer(delayMs, () => {
          prune()
            .catch((error: unknown) =>
              logger.error({ error }, 'old history could not be removed; tried again with the next pass'),
            )
            .finally(() => arm(betweenPassesMs));
        });
  };

  return {
    start: () => arm(firstPassMs),
    stop: () => {
      stopped = true;
      timer?.cancel();
    },
    prune,
    last: () => last,
  };
}
