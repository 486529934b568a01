/** What a backfill would do, slot by slot, and backfills as the API shows them. */
import {
  type Backfill,
  type BackfillPreview,
  type BackfillSlot,
  maxBackfillSlots,
  type ParsedBackfillRequest,
  shownBackfillSlots,
} from '../../contract/backfill.ts';
import { isFinal, runStates } from '../../contract/run-states.ts';
import { wallOf, type Zone } from '../../domain/cron/zone.ts';
import { badRequest, faultAt } from '../../domain/input-faults.ts';
import { said } from '../../domain/refusals/said.ts';
import { backfillTimetable, hasRun, slotsBetween } from '../../domain/schedule/backfill-slots.ts';
import type { Timetable } from '../../domain/schedule/timetable.ts';
import type { History } from '../../ports/history.ts';
import type { BackfillView, SlotStand } from '../../ports/schedules.ts';
import { instant } from '../runs/run-view.ts';
import { type Calendars, type KnownSchedule, refusalOf } from './schedule-book.ts';
import type { SlotShop } from './slot-runs.ts';

/** The slots of a request. */
export interface BackfillRange {
  readonly from: number;
  /** Not after what has been decided. */
  readonly to: number;
  readonly timetable: Timetable;
  readonly slots: readonly number[];
}

/** Throws `bad_request` for a range that ends before it begins, or has too many slots. */
export function rangeOf(
  { record }: KnownSchedule,
  request: Pick<ParsedBackfillRequest, 'from' | 'to'>,
  zone: Zone,
  now: number,
): BackfillRange {
  const from = Date.parse(request.from);
  const asked = Date.parse(request.to);
  if (asked <= from) throw badRequest([faultAt('/to', said('after_from'))]);
  const timetable = backfillTimetable(record.definition, zone);
  // Slots behind the mark are still the scheduler's; one that is switched off has none of its own.
  const to = Math.min(asked, record.definition.enabled ? record.decidedTo + 1 : now);
  const slots = slotsBetween(timetable, from, to, maxBackfillSlots + 1);
  if (slots.length > maxBackfillSlots)
    throw badRequest([faultAt('/from', said('range_slots', { limit: maxBackfillSlots }))]);
  return { from, to: Math.max(from, to), timetable, slots };
}

export interface PreviewFacts {
  readonly request: ParsedBackfillRequest;
  readonly range: BackfillRange;
  readonly calendars: Calendars;
  readonly shops: readonly SlotShop[];
  /** Records in the range, earliest first. */
  readonly stands: readonly SlotStand[];
}

/** Records of a schedule's slots in a range. */
export function standsOf(
  history: History,
  schedule: number,
  { from, to }: BackfillRange,
): Promise<SlotStand[]> {
  return history.slotStands(schedule, from, to, 2 * maxBackfillSlots);
}

export function previewOf(
  { record }: KnownSchedule,
  { request, range, calendars, shops, stands }: PreviewFacts,
): BackfillPreview {
  const { definition } = record;
  const { timetable } = range;
  const own = new Map(stands.filter(({ at, lastAt }) => at === lastAt).map((stand) => [stand.at, stand]));
  const gathered = stands.filter(({ at, lastAt }) => at < lastAt);
  const counts = { takes: 0, ran: 0, calendar: 0 };
  const items: BackfillSlot[] = [];
  const taken: number[] = [];
  const localOf = (at: number): string =>
    new Date(wallOf(timetable.zone, at)).toISOString().slice(0, 19).replace('T', ' ');
  for (const at of range.slots) {
    const stand = own.get(at) ?? gathered.find((one) => one.at <= at && at <= one.lastAt);
    const refused =
      !request.ignoreCalendars && refusalOf(definition.calendars, calendars, timetable.zone, at) !== null;
    const skipped = refused ? 'calendar' : request.only === 'gaps' && hasRun(stand) ? 'ran' : null;
    counts[skipped ?? 'takes'] += 1;
    if (skipped === null) taken.push(at);
    if (items.length >= shownBackfillSlots) continue;
    items.push({
      at: instant(at),
      local: localOf(at),
      state: stand?.state ?? null,
      reason: stand?.reason ?? null,
      runs: stand?.runs ?? 0,
      takes: skipped === null,
      skipped,
    });
  }
  const [first, last] = [taken[0], taken.at(-1)];
  return {
    scheduleId: record.name,
    from: instant(range.from),
    to: instant(range.to),
    only: request.only,
    days: new Set(taken.map((at) => localOf(at).slice(0, 10))).size,
    first: first === undefined ? null : instant(first),
    last: last === undefined ? null : instant(last),
    slots: range.slots.length,
    ...counts,
    shops: definition.shops === null ? null : shops.length,
    runs: counts.takes * shops.length,
    items,
  };
}

export function toApiBackfill({ backfill: b, counts }: BackfillView): Backfill {
  const dealt = b.done + b.skipped + b.failed;
  let liveRuns = 0;
  for (const state of runStates) if (!isFinal(state)) liveRuns += counts[state] ?? 0;
  return {
    id: b.id,
    scheduleId: b.scheduleName,
    from: instant(b.from),
    to: instant(b.to),
    only: b.only,
    ignoreCalendars: b.ignoreCalendars,
    ratePerSecond: b.ratePerSecond,
    atOnce: b.atOnce,
    note: b.note,
    createdBy: b.createdBy,
    createdAt: instant(b.createdAt),
    state: b.state,
    total: b.total,
    done: b.done,
    skipped: b.skipped,
    failed: b.failed,
    percent: b.total === 0 ? 100 : Math.floor((1000 * dealt) / b.total) / 10,
    runs: b.runs,
    attached: b.attached,
    counts,
    liveRuns,
    batchId: b.runs > 0 ? b.id : null,
    endedAt: b.endedAt === null ? null : instant(b.endedAt),
    faults: b.faults.map((fault) => ({ ...fault, at: instant(fault.at) })),
  };
}
