/** One step of a backfill: some runs, the records of their slots and its progress, in one transaction, so that a crash repeats nothing. */
import { keptFaults } from '../../domain/bulk-job.ts';
import type { Zone } from '../../domain/cron/zone.ts';
import { DroverError, type ToldError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import type { BackfillFault, BackfillRecord, ShopPlace } from '../../domain/schedule/backfill-record.ts';
import { backfillTimetable, hasRun } from '../../domain/schedule/backfill-slots.ts';
import type { SlotRecord } from '../../domain/schedule/schedule-record.ts';
import { detailWith, withUnknownShops } from '../../domain/schedule/slot-detail.ts';
import type { Timetable } from '../../domain/schedule/timetable.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Work } from '../dispatch/work.ts';
import { blankSlot } from './fire-slots.ts';
import { type Calendars, refusalOf } from './schedule-book.ts';
import { draftSlot, type SlotOutcome, type SlotShop, submitSlot } from './slot-runs.ts';
import { shopsAfter } from './slot-shops.ts';

/** Slots looked at in one transaction. */
const slotsOfStep = 200;

export interface BackfillStep {
  /** The backfill after the step; undefined: it is gone. */
  readonly backfill: BackfillRecord | undefined;
  /** Runs asked for. */
  readonly asked: number;
  /** As many runs of it are there as may be: it goes on when some have ended. */
  readonly full: boolean;
}

export interface BackfillStepParts {
  readonly ids: Ids;
  readonly zone: Zone;
  readonly calendars: Calendars;
  /** Those that each slot is for, and ids of its selector that no shop has. */
  readonly shops: readonly SlotShop[];
  readonly unknown: readonly string[];
}

/** Makes up to `limit` runs of a running backfill. */
export async function takeBackfillStep(
  work: Work,
  id: string,
  limit: number,
  parts: BackfillStepParts,
): Promise<BackfillStep> {
  const backfill = await work.tx.backfillById(id);
  if (backfill === undefined || backfill.state !== 'running') return { backfill, asked: 0, full: false };
  const room = backfill.atOnce - (await work.tx.liveRunsInBatch(id));
  if (room <= 0) return { backfill, asked: 0, full: true };
  const timetable = backfillTimetable(backfill.definition, parts.zone);
  let left = Math.min(limit, room);
  const most = left;
  let now = backfill;
  let at = timetable.next(now.cursor);
  for (let looked = 0; left > 0 && looked < slotsOfStep && at !== null && at < now.to; looked++) {
    const step = await takeSlot(work, now, at, left, timetable, parts);
    now = step.backfill;
    left -= step.asked;
    at = timetable.next(now.cursor);
  }
  if (at === null || at >= now.to) now = { ...now, state: 'done', endedAt: work.now };
  await work.tx.updateBackfill(id, now);
  if (now.state === 'done') work.tellChange('schedules');
  if (now.runs > 0) await work.tx.setBatchCounts(id, now.attached, now.failed);
  return { backfill: now, asked: most - left, full: false };
}

const noShops: ToldError = {
  code: 'no_shops',
  message: said('shops_none_fit').en,
  words: said('shops_none_fit'),
};

/** Deals with a slot, or with some of its shops. */
async function takeSlot(
  work: Work,
  backfill: BackfillRecord,
  at: number,
  limit: number,
  timetable: Timetable,
  parts: BackfillStepParts,
): Promise<{ readonly backfill: BackfillRecord; readonly asked: number }> {
  const { definition, schedule, shop, only, ignoreCalendars } = backfill;
  const passed = { ...backfill, cursor: at, shop: null };
  const record = await work.tx.slotRecord(schedule, at);
  const begun = shop !== null;
  if (!begun) {
    const refused =
      !ignoreCalendars && refusalOf(definition.calendars, parts.calendars, timetable.zone, at) !== null;
    if (refused || (only === 'gaps' && hasRun(record)))
      return { backfill: { ...passed, skipped: backfill.skipped + 1 }, asked: 0 };
  }
  const fail = (error: ToldError, asked: number) => ({
    backfill: {
      ...passed,
      failed: backfill.failed + 1,
      faults: faultsWith(backfill, { at, ...error }),
    },
    asked,
  });
  const flow = work.catalog.flow(definition.flow);
  if (flow === undefined)
    return fail(new DroverError('unknown_flow', said('flow_gone', { name: definition.flow })).told, 0);
  const shops = begun ? shopsAfter(parts.shops, shop) : parts.shops;
  const some = shops.slice(0, limit);
  if (some.length === 0 && !begun) return fail(noShops, 0);
  const drafted = draftSlot({ definition, timetable }, flow, at, some, parts.ids, work.now, {
    ...{ source: 'schedule', createdBy: backfill.createdBy, batchId: backfill.id, inTurn: true },
  });
  const outcome = await submitSlot(work, backfill.scheduleName, drafted, {
    overlap: 'allow',
    asked: backfill.total * parts.shops.length,
  });
  const [refused] = outcome.refused;
  const made = outcome.runIds.length + outcome.attachedTo.length;
  if (made > 0) await recordMade(work, backfill, at, record, outcome, timetable, parts.unknown);
  const more = some.length < shops.length;
  if (refused !== undefined && made === 0 && !begun && !more) return fail(refused.error.told, some.length);
  const last = some.at(-1) ?? null;
  const counted = {
    ...(more
      ? { ...backfill, shop: last satisfies ShopPlace | null }
      : { ...passed, done: backfill.done + 1 }),
    runs: backfill.runs + outcome.runIds.length,
    attached: backfill.attached + outcome.attachedTo.length,
    faults: refused === undefined ? backfill.faults : faultsWith(backfill, { at, ...refused.error.told }),
  };
  return { backfill: counted, asked: some.length };
}

function faultsWith({ faults }: BackfillRecord, fault: BackfillFault): readonly BackfillFault[] {
  return [...faults, fault].slice(-keptFaults);
}

/** Puts what was made into the slot's record, or makes one. */
async function recordMade(
  work: Work,
  { id, schedule, definition }: BackfillRecord,
  at: number,
  before: SlotRecord | undefined,
  { runIds, attachedTo, shared }: SlotOutcome,
  timetable: Timetable,
  unknown: readonly string[],
): Promise<void> {
  const [only] = [...runIds, ...attachedTo];
  const own = before !== undefined && before.at === at && before.lastAt === at;
  if (before !== undefined && !own) {
    // What is left of the record begins with its next slot.
    const from = before.at === at ? Math.min(timetable.next(at) ?? before.lastAt, before.lastAt) : before.at;
    await work.tx.takeFromGathered(schedule, before.at, from);
  }
  const slot: SlotRecord = own
    ? before
    : {
        ...blankSlot(schedule, { at, lastAt: at, count: 1, dueAt: timetable.dueOf(at) }, work.now),
        reason: 'backfill',
      };
  const counts = { runs: slot.runs + runIds.length, attached: slot.attached + attachedTo.length };
  const now: SlotRecord = {
    ...{ ...slot, ...counts, backfillId: id, detail: detailWith(slot.detail, { refused: [], shared }) },
    runId: counts.runs + counts.attached === 1 ? (only ?? null) : null,
    batchId: definition.shops === null ? slot.batchId : id,
  };
  const told = withUnknownShops(now, unknown);
  if (own) await work.tx.updateSlot(told);
  else await work.tx.insertSlot(told);
}
