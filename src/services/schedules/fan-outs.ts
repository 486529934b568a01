/**
 * The rest of slots that are for many shops: their runs are made some at a time, so that nothing else waits for them.
 * Authority: a row for each such slot, with the last shop that has its run; it moves in the transaction that makes the next
 * runs, and goes with the last. A start takes up what a crash has left. Entry: a slot was served in part; exit: no row is left.
 * Failure: what can't be committed is tried again with back-off.
 */

import type { Zone } from '../../domain/cron/zone.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type { FanOutRecord } from '../../domain/schedule/backfill-record.ts';
import type { SlotRecord } from '../../domain/schedule/schedule-record.ts';
import { counted, detailWith } from '../../domain/schedule/slot-detail.ts';
import { timetableOf } from '../../domain/schedule/timetable.ts';
import type { Timer } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { FireParts } from './fire-slots.ts';
import { portionSize } from './portions.ts';
import { draftSlot, type SlotShop, submitSlot } from './slot-runs.ts';
import { shopReader, shopsAfter } from './slot-shops.ts';

const firstBackOffMs = 500;
const longestBackOffMs = 15_000;

export interface FanOuts {
  /** Looks for slots that are served in part, and finishes them; at the server's start, and after such a slot. */
  look(): void;
  /** Begins nothing more; resolves when what is under way has ended. */
  stop(): Promise<void>;
}

export function createFanOuts(parts: FireParts & { readonly logger: Logger; readonly zone: Zone }): FanOuts {
  const { dispatcher, clock, logger } = parts;
  let working: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let timer: Timer | null = null;
  let backOffMs = firstBackOffMs;

  const work = async (): Promise<void> => {
    try {
      do {
        again = false;
        const left = await dispatcher.command((w) => w.tx.fanOuts());
        const shopsOf = shopReader(parts.history);
        for (const fanOut of left) {
          let shops = shopsAfter((await shopsOf(fanOut.definition.shops)).shops, fanOut.shop);
          for (let more = true; more && !stopped; shops = shops.slice(portionSize))
            more = await serveSome(parts, fanOut, shops.slice(0, portionSize), shops.length <= portionSize);
        }
      } while (again && !stopped);
      backOffMs = firstBackOffMs;
    } catch (error) {
      if (stopped || (error instanceof DroverError && error.code === 'shutting_down')) return;
      logger.error(
        { error: String(error), retryInMs: backOffMs },
        'shops of a slot could not be served; trying again',
      );
      timer = clock.timer(backOffMs, look);
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
    }
  };

  const look = (): void => {
    again = true;
    if (stopped) return;
    working ??= work().finally(() => {
      working = null;
    });
  };

  return {
    look,
    stop: async () => {
      stopped = true;
      timer?.cancel();
      await working;
    },
  };
}

/** Makes the runs of these shops; tells whether the slot has more. */
async function serveSome(
  { dispatcher, ids, clock, zone }: FireParts & { readonly zone: Zone },
  fanOut: FanOutRecord,
  shops: readonly SlotShop[],
  last: boolean,
): Promise<boolean> {
  const { schedule, scheduleName, at, definition, missed, batchId } = fanOut;
  const flow = dispatcher.catalog.flow(definition.flow);
  const inTurn = missed && definition.misfire === 'run-all';
  const drafted =
    flow === undefined
      ? null
      : draftSlot(
          { definition, timetable: timetableOf(definition, zone) },
          flow,
          at,
          shops,
          ids,
          clock.now(),
          {
            ...{ source: 'schedule', createdBy: null, batchId, inTurn },
          },
        );
  return dispatcher.command(async (work) => {
    const now = await work.tx.fanOut(schedule, at);
    const slot = await work.tx.slotRecord(schedule, at);
    if (now === undefined || slot === undefined) {
      await work.tx.deleteFanOut(schedule, at);
      return false;
    }
    const over = last || drafted === null;
    const place = shops.at(-1) ?? null;
    if (over || place === null) await work.tx.deleteFanOut(schedule, at);
    else await work.tx.putFanOut({ ...now, shop: place });
    if (drafted === null) {
      await work.tx.updateSlot(
        ended({ ...slot, detail: { ...slot.detail, message: `There is no flow "${definition.flow}".` } }),
      );
      work.tellChange('schedules');
      return false;
    }
    const outcome = await submitSlot(work, scheduleName, drafted, {
      overlap: inTurn ? 'allow' : definition.overlap,
    });
    const { runIds, attachedTo, leftOut } = outcome;
    const detail = detailWith(slot.detail, outcome);
    const served: SlotRecord = {
      ...slot,
      runs: slot.runs + runIds.length,
      attached: slot.attached + attachedTo.length,
      leftOut: slot.leftOut + leftOut.length,
      detail,
    };
    await work.tx.updateSlot(over ? ended(served) : served);
    // Runs are told by their events; that a slot has made none, by nothing else.
    if (over && runIds.length === 0) work.tellChange('schedules');
    if (over)
      await work.tx.setBatchCounts(batchId, served.attached, served.leftOut + counted(detail, 'refused'));
    return !over;
  });
}

/** The record of a slot all of whose shops have been dealt with. */
function ended(slot: SlotRecord): SlotRecord {
  if (slot.runs + slot.attached > 0) return slot;
  return slot.leftOut > 0
    ? { ...slot, state: 'skipped', reason: 'overlap', batchId: null }
    : { ...slot, state: 'failed', reason: 'refused', batchId: null };
}
