/**
 * Serving all that is due at one look. Schedules are served together; where that fails by a bug, one by one, so that one's
 * fault holds up no other. A schedule at fault is looked at again with back-off, apart from the others until it has been
 * served; the first time people hear of it by an alert. An outage is nobody's fault, and thrown.
 */
import { DroverError } from '../../domain/drover-error.ts';
import type { ScheduleRecord } from '../../domain/schedule/schedule-record.ts';
import { slotFaultAlert } from '../../domain/schedule/slot-alerts.ts';
import type { Logger } from '../../ports/logger.ts';
import type { FanOuts } from './fan-outs.ts';
import { type FireParts, servePortions } from './fire-slots.ts';
import { portionsOf } from './portions.ts';
import type { KnownSchedule, ScheduleBook } from './schedule-book.ts';

const firstBackOffMs = 500;
const longestBackOffMs = 900_000;
/** Batches under way at once: one is prepared while another is committed. */
const batchesAtOnce = 2;

export interface RoundParts extends FireParts {
  readonly book: ScheduleBook;
  readonly fanOuts: FanOuts;
  readonly logger: Logger;
}

/** Serves what is due of schedules taken out of the book, and puts them back. Throws when the store is out of reach. */
export type ServeRound = (due: readonly KnownSchedule[], now: number) => Promise<void>;

interface Fault {
  readonly backOffMs: number;
  readonly told: boolean;
}

export function createRounds(parts: RoundParts): ServeRound {
  const { book, fanOuts, dispatcher, clock, logger } = parts;
  /** Schedules that could not be served when they were last looked at, by name. */
  const faults = new Map<string, Fault>();

  /** Holds a schedule back; returns until when. */
  const hold = async ({ record, nextSlot }: KnownSchedule, error: unknown): Promise<number> => {
    const { name, key } = record;
    const before = faults.get(name);
    const backOffMs =
      before === undefined ? firstBackOffMs : Math.min(2 * before.backOffMs, longestBackOffMs);
    faults.set(name, { backOffMs, told: before?.told ?? false });
    logger.error(
      { schedule: name, error: String(error), retryInMs: backOffMs },
      'slots of a schedule could not be served; trying it again, others go on',
    );
    if (before?.told !== true) {
      const alert = slotFaultAlert(record, nextSlot ?? record.decidedTo);
      try {
        await dispatcher.command((work) => work.alert(key, alert));
      } catch (failed) {
        if (isOutage(failed)) throw failed;
        logger.error({ schedule: name, error: String(failed) }, 'the fault of a schedule could not be told');
      }
      faults.set(name, { backOffMs, told: true });
    }
    return clock.now() + backOffMs;
  };

  return async (due, now) => {
    const marks = new Map<string, ScheduleRecord>(due.map(({ record }) => [record.name, record]));
    const heldUntil = new Map<string, number>();

    /** Returns the names of those that were not as they had been read. */
    const serve = async (some: readonly KnownSchedule[]): Promise<ReadonlySet<string>> => {
      const stale = new Set<string>();
      const batches = await portionsOf(some, book, parts.history, now);
      await inOrder(batches, async (batch) => {
        const done = await servePortions(parts, batch);
        for (const record of done.moved) marks.set(record.name, record);
        for (const name of done.stale) stale.add(name);
        if (done.unfinished) fanOuts.look();
      });
      return stale;
    };
    const serveAlone = async (known: KnownSchedule): Promise<void> => {
      const { name } = known.record;
      const record = marks.get(name) ?? known.record;
      try {
        if ((await serve([{ ...known, record }])).size > 0) throw new Error('it was changed elsewhere');
        faults.delete(name);
      } catch (error) {
        if (isOutage(error)) throw error;
        heldUntil.set(name, await hold(known, error));
      }
    };

    const sound = due.filter(({ record }) => !faults.has(record.name));
    let apart = due.filter(({ record }) => faults.has(record.name));
    try {
      try {
        const stale = await serve(sound);
        apart = [...sound.filter(({ record }) => stale.has(record.name)), ...apart];
      } catch (error) {
        if (isOutage(error)) throw error;
        apart = [...due];
      }
      for (const known of apart) await serveAlone(known);
    } finally {
      // Also what could not be served is due again, from where its mark is.
      for (const record of marks.values()) book.put(record, heldUntil.get(record.name));
    }
  };
}

function isOutage(error: unknown): boolean {
  return error instanceof DroverError && (error.kind === 'operational' || error.code === 'shutting_down');
}

/** Works through items, some at once, in their order; the first fault ends it once what is under way has ended. */
async function inOrder<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined && !failed; item = items[next++]) {
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: batchesAtOnce }, lane));
  for (const result of lanes) if (result.status === 'rejected') throw result.reason;
}
