/**
 * Backfills: previewed, made, worked at their rate, paused, cancelled and resumed. Authority: the store; a step reads the
 * backfill in its own transaction, so a cancel is exact, and one that was running when the server ended goes on at its
 * start. Entry: `running`; exit: no slot is left (`done`), or a person's word. With as many of its runs there as may be it
 * waits until one ends: it hears of that, and asks nobody meanwhile. Failure: a step that can't be committed is tried again with back-off;
 * one that fails by a bug pauses the backfill, with the fault in it.
 */
import type {
  Backfill,
  BackfillListQuery,
  BackfillPreview,
  ParsedBackfillRequest,
} from '../../contract/backfill.ts';
import type { PageOf } from '../../contract/paging.ts';
import { isFinal } from '../../contract/run-states.ts';
import { type BulkJobCommand, bulkJobAfter, keptFaults, Pace } from '../../domain/bulk-job.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import type { BackfillRecord } from '../../domain/schedule/backfill-record.ts';
import type { Timer } from '../../ports/clock.ts';
import type { LiveBus } from '../../ports/live-bus.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Batches } from '../batches/batches.ts';
import { previewOf, rangeOf, standsOf, toApiBackfill } from './backfill-plan.ts';
import { takeBackfillStep } from './backfill-step.ts';
import type { FireParts } from './fire-slots.ts';
import type { Scheduler } from './scheduler.ts';
import { shopReader } from './slot-shops.ts';

/** Runs of one transaction at most, and the least time between two, ms. */
const maxStep = 50;
const stepMs = 100;
/** From the end of a run to the look for room, ms: several end together. */
const roomMs = 100;
/** Backfills that may run at once. */
const maxRunning = 10;
const firstBackOffMs = 500;
const longestBackOffMs = 15_000;

export interface BackfillsParts extends FireParts {
  readonly scheduler: Scheduler;
  readonly liveBus: LiveBus;
  readonly batches: Pick<Batches, 'cancel'>;
  readonly logger: Logger;
}

export interface Backfills {
  /** At the server's start: goes on with what was running. */
  start(): Promise<void>;
  stop(): void;
  /** Throws `unknown_schedule`, `bad_request`. */
  preview(schedule: string, request: ParsedBackfillRequest): Promise<BackfillPreview>;
  /** Throws `unknown_schedule`, `bad_request`, `too_many_jobs`. */
  create(schedule: string, request: ParsedBackfillRequest, by: string | null): Promise<Backfill>;
  /** Throws `unknown_backfill`. */
  get(id: string): Promise<Backfill>;
  /** Newest first. Throws `bad_cursor`, `unknown_schedule`. */
  list(query: BackfillListQuery): Promise<PageOf<Backfill>>;
  /** With `runs`, a cancel also cancels its runs that have not ended. Throws `unknown_backfill`, `job_ended`, `too_many_jobs`. */
  command(id: string, command: BulkJobCommand, runs: boolean, by: string | null): Promise<Backfill>;
}

interface Worker {
  readonly id: string;
  readonly flow: string;
  readonly backfill: BackfillRecord;
  readonly pace: Pace;
  timer: Timer | null;
  /** It waits for one of its runs to end. */
  full: boolean;
  /** Runs of its flow that have ended meanwhile. */
  heard: number;
}

export function createBackfills(parts: BackfillsParts): Backfills {
  const { dispatcher, history, clock, ids, logger, scheduler } = parts;
  const { book } = scheduler;
  const workers = new Map<string, Worker>();
  let stopped = false;

  const launch = (backfill: BackfillRecord): void => {
    if (stopped || workers.has(backfill.id)) return;
    const pace = new Pace(backfill.ratePerSecond, clock.uptimeMs());
    const { id, definition } = backfill;
    const worker: Worker = { id, flow: definition.flow, backfill, pace, timer: null, full: false, heard: 0 };
    workers.set(id, worker);
    void work(worker, firstBackOffMs);
  };

  const again = (worker: Worker, delayMs: number, backOffMs: number): void => {
    if (stopped || workers.get(worker.id) !== worker) return;
    worker.timer = clock.timer(delayMs, () => void work(worker, backOffMs));
  };

  async function work(worker: Worker, backOffMs: number): Promise<void> {
    const { id, pace } = worker;
    worker.full = false;
    const { heard } = worker;
    const limit = Math.min(maxStep, pace.allowed(clock.uptimeMs()));
    if (limit === 0) return again(worker, pace.waitMs(), backOffMs);
    try {
      // Read for each step, so that a shop that came or went counts.
      const { shops, unknown } = await shopReader(history)(worker.backfill.definition.shops);
      const step = { ids, shops, unknown, zone: book.defaultZone, calendars: book.calendars };
      const { backfill, asked, full } = await dispatcher.command((w) => takeBackfillStep(w, id, limit, step));
      pace.spend(asked);
      if (workers.get(id) !== worker) return;
      if (backfill?.state !== 'running') return ended(worker, backfill);
      if (!full) again(worker, Math.max(stepMs, pace.waitMs()), firstBackOffMs);
      // One may have ended since it was found full.
      else if (worker.heard !== heard) again(worker, roomMs, firstBackOffMs);
      else worker.full = true;
    } catch (error) {
      if (error instanceof DroverError && error.kind === 'operational') {
        if (error.code === 'shutting_down') return;
        logger.warn(
          { backfill: id, error: error.message, retryInMs: backOffMs },
          'a backfill could not go on; trying again',
        );
        again(worker, backOffMs, Math.min(2 * backOffMs, longestBackOffMs));
      } else await giveUp(worker, error);
    }
  }

  async function giveUp(worker: Worker, error: unknown): Promise<void> {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    logger.error({ backfill: worker.id, error: text }, 'a backfill failed by a bug; it is paused');
    leave(worker.id);
    const message = error instanceof Error ? error.message : String(error);
    await dispatcher
      .command(async (w) => {
        const found = await w.tx.backfillById(worker.id);
        if (found?.state !== 'running') return;
        const faults = [...found.faults, { at: found.cursor, code: 'internal', message }].slice(-keptFaults);
        await w.tx.updateBackfill(worker.id, { ...found, state: 'paused', faults });
        w.tellChange('schedules');
      })
      .catch((failed: unknown) =>
        logger.error({ backfill: worker.id, error: String(failed) }, 'and could not be paused'),
      );
  }

  const ended = (worker: Worker, backfill: BackfillRecord | undefined): void => {
    workers.delete(worker.id);
    if (backfill === undefined) return;
    const { id, scheduleName: schedule, state, total, done, skipped, failed, runs } = backfill;
    logger.info({ backfill: id, schedule, state, total, done, skipped, failed, runs }, 'backfill ended');
  };

  const leave = (id: string): void => {
    workers.get(id)?.timer?.cancel();
    workers.delete(id);
  };

  parts.liveBus.subscribe((message) => {
    if (message.topic !== 'run' || message.event.kind !== 'state' || !isFinal(message.event.to)) return;
    for (const worker of workers.values()) {
      if (worker.flow !== message.flow) continue;
      worker.heard++;
      if (!worker.full) continue;
      worker.full = false;
      again(worker, roomMs, firstBackOffMs);
    }
  });

  const planned = async (schedule: string, request: ParsedBackfillRequest) => {
    const known = book.named(schedule);
    const { record } = known;
    const range = rangeOf(known, request, book.defaultZone, clock.now());
    const [{ shops }, stands] = await Promise.all([
      shopReader(history)(record.definition.shops),
      standsOf(history, record.key, range),
    ]);
    return { known, range, shops, stands };
  };

  const get = async (id: string): Promise<Backfill> => {
    const view = await history.backfill(id);
    if (view === undefined) throw unknownBackfill(id);
    return toApiBackfill(view);
  };

  return {
    start: async () => {
      for (const backfill of await dispatcher.command((w) => w.tx.runningBackfills())) launch(backfill);
    },

    stop: () => {
      stopped = true;
      for (const id of [...workers.keys()]) leave(id);
    },

    preview: async (schedule, request) => {
      const { known, range, shops, stands } = await planned(schedule, request);
      return previewOf(known, { request, range, shops, stands, calendars: book.calendars });
    },

    create: async (schedule, request, by) => {
      const { known, range } = await planned(schedule, request);
      const { record } = known;
      const { from, to, slots } = range;
      const backfill: BackfillRecord = {
        ...{ id: ids.next('backfill'), schedule: record.key, scheduleName: record.name },
        ...{ definition: record.definition, from, to, only: request.only },
        ...{ ignoreCalendars: request.ignoreCalendars, ratePerSecond: request.ratePerSecond },
        ...{ atOnce: request.atOnce, note: request.note ?? null, createdBy: by, createdAt: clock.now() },
        ...{ total: slots.length, state: slots.length === 0 ? 'done' : 'running' },
        ...{ done: 0, skipped: 0, failed: 0, runs: 0, attached: 0, cursor: from - 1, shop: null },
        ...{ endedAt: slots.length === 0 ? clock.now() : null, faults: [] },
      };
      await dispatcher.command(async (w) => {
        if ((await w.tx.runningBackfills()).length >= maxRunning) throw tooMany();
        await w.tx.insertBackfill(backfill);
        w.tellChange('schedules');
      });
      if (backfill.state === 'running') launch(backfill);
      return toApiBackfill({ backfill, counts: {} });
    },

    get,

    list: async ({ schedule, limit, cursor }) => {
      const key = schedule === undefined ? null : book.named(schedule).record.key;
      const page = await history.backfills(key, limit, cursor ?? null);
      return { items: page.items.map(toApiBackfill), nextCursor: page.next };
    },

    command: async (id, command, runs, by) => {
      const changed = await dispatcher.command(async (w) => {
        const found = await w.tx.backfillById(id);
        if (found === undefined) throw unknownBackfill(id);
        // Of one that has made all its runs, these can still be cancelled.
        if (command === 'cancel' && runs && found.state === 'done') return found;
        const state = bulkJobAfter(found.state, command);
        if (state === null)
          throw new DroverError(
            'job_ended',
            said('backfill_ended', {
              id,
              command: said(`command_${command}`),
              state: said(`job_${found.state}`),
            }),
            { details: { state: found.state } },
          );
        if (
          state === 'running' &&
          found.state !== 'running' &&
          (await w.tx.runningBackfills()).length >= maxRunning
        )
          throw tooMany();
        const now = { ...found, state, endedAt: state === 'cancelled' ? (found.endedAt ?? w.now) : null };
        await w.tx.updateBackfill(id, now);
        w.tellChange('schedules');
        return now;
      });
      if (changed.state === 'running') launch(changed);
      else leave(id);
      if (command === 'cancel' && runs && changed.runs > 0) await parts.batches.cancel(id, by);
      return get(id);
    },
  };
}

function unknownBackfill(id: string): DroverError {
  return new DroverError('unknown_backfill', said('no_backfill', { id }));
}

function tooMany(): DroverError {
  return new DroverError('too_many_jobs', said('backfills_running', { limit: maxRunning }), {
    details: { limit: maxRunning },
  });
}
