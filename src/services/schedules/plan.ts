/**
 * The plan: what fires when, over all schedules. Slots that are over are as their records say; those to come are worked out
 * from the timetables, with as much as history tells of how long runs take; bounded in slots and given in pieces to the event loop, so that it holds nothing up. What was worked out is
 * kept for a moment: a client reads one plan page by page.
 */
import { maxPlanDays, type Plan, type PlanItem, type PlanQuery } from '../../contract/schedule-plan.ts';
import { instantOf, wallOf } from '../../domain/cron/zone.ts';
import { medianOf } from '../../domain/estimate.ts';
import { badRequest, faultAt } from '../../domain/input-faults.ts';
import { said } from '../../domain/refusals/said.ts';
import { PlaceSum, peakKinds, peakSpans } from '../../domain/schedule/plan-load.ts';
import { scheduleWords } from '../../domain/schedule/schedule-words.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import { arrayPage } from '../array-page.ts';
import { instant } from '../runs/run-view.ts';
import { pastFire, pastSlots, ranInTime, runsMade } from './plan-past.ts';
import { type KnownSchedule, refusalOf, type ScheduleBook } from './schedule-book.ts';
import { fireOf, matchesText, scheduleState } from './schedule-view.ts';
import { shopReader } from './slot-shops.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** Slots of one schedule, past ones and those to come, and of all, that are looked at; a schedule of each minute has 10,080 a week. */
const slotsOfOne = 10_080;
const slotsOfAll = 500_000;
/** Slots worked out at one go. */
const slotsAtOnce = 500;
/** Runs whose durations are looked at. */
const samples = 20;
const namesAtOnce = 200;
/** How long a plan is kept, ms. */
const keptMs = 30_000;
const schedulesOfPeak = 5;

export interface PlanParts {
  readonly book: ScheduleBook;
  readonly history: History;
  readonly clock: Clock;
}

type Whole = Omit<Plan, 'items' | 'nextCursor'> & { readonly items: readonly PlanItem[] };

/** Makes plans. Throws `bad_request` for a range that is none or too long, `bad_cursor`. */
export function createPlan(parts: PlanParts): (query: PlanQuery) => Promise<Plan> {
  const { book, clock } = parts;
  let kept: { readonly key: string; readonly at: number; readonly plan: Promise<Whole> } | null = null;
  return async ({ limit, cursor, ...query }) => {
    const range = rangeOf(query, parts);
    const key = JSON.stringify([range, query, book.version]);
    if (kept?.key !== key || clock.uptimeMs() - kept.at > keptMs) {
      const plan = workOut(query, range, parts);
      kept = { key, at: clock.uptimeMs(), plan };
      plan.catch(() => {
        kept = null;
      });
    }
    const { items, ...whole } = await kept.plan;
    const page = arrayPage(items, ({ scheduleId }) => scheduleId, { limit, cursor });
    return { ...whole, ...page };
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function rangeOf(query: Pick<PlanQuery, 'from' | 'to'>, { book, clock }: PlanParts): Range {
  const zone = book.defaultZone;
  const wall = wallOf(zone, clock.now());
  const from = query.from === undefined ? instantOf(zone, wall - (wall % dayMs)) : Date.parse(query.from);
  const to = query.to === undefined ? instantOf(zone, wallOf(zone, from) + dayMs) : Date.parse(query.to);
  if (to <= from) throw badRequest([faultAt('/to', said('after_from'))]);
  if (to - from > maxPlanDays * dayMs + 3_600_000)
    throw badRequest([faultAt('/to', said('days_after_from', { days: maxPlanDays }))]);
  return { from, to };
}

/** A quarter of an hour over a day, an hour over a week; finer for less. */
function bucketMsOf({ from, to }: Range): number {
  const span = to - from;
  if (span > 2 * dayMs) return 60 * minuteMs;
  if (span > dayMs / 4) return 15 * minuteMs;
  return span > dayMs / 24 ? 5 * minuteMs : minuteMs;
}

async function workOut(
  query: Omit<PlanQuery, 'limit' | 'cursor'>,
  range: Range,
  parts: PlanParts,
): Promise<Whole> {
  const { book, history, clock } = parts;
  const bucketMs = bucketMsOf(range);
  const count = Math.ceil((range.to - range.from) / bucketMs);
  const places = new PlaceSum(count, bucketMs);
  const buckets = Array.from({ length: count }, () => ({ slots: 0, runs: 0, skipped: 0 }));
  const byBucket = Array.from({ length: count }, () => new Map<string, number>());
  const shopsOf = shopReader(history);
  const fits = book.all().filter((known) => planned(known, query));
  const durations = await durationsOf(fits, history);
  const items: PlanItem[] = [];
  let looked = 0;
  let rest = slotsAtOnce;
  /** Lets others have a turn of the event loop. */
  const turn = (): Promise<void> => {
    rest = slotsAtOnce;
    return new Promise((resolve) => void clock.timer(0, resolve));
  };
  let complete = true;
  for (const known of fits) {
    const { record, timetable } = known;
    const { definition } = record;
    const runsPerSlot = (await shopsOf(definition.shops)).shops.length;
    const durationMs = durations.get(record.name) ?? null;
    const against = {
      ...{ names: definition.calendars, calendars: book.calendars },
      paused: record.paused === null ? null : { by: record.paused.by, note: record.paused.note },
    };
    const cells = new Map<number, { slots: number; runs: number; skipped: number }>();
    const fires: PlanItem['fires'] = [];
    const sums = { slots: 0, skipped: 0 };
    /** `runs`: null when it makes none. */
    const add = (at: number, runs: number | null): void => {
      looked++;
      const bucket = Math.floor((at - range.from) / bucketMs);
      const cell = cells.get(bucket) ?? { slots: 0, runs: 0, skipped: 0 };
      cells.set(bucket, cell);
      const sum = buckets[bucket];
      sums.slots++;
      if (sum !== undefined && runs === null) {
        cell.skipped++;
        sums.skipped++;
        sum.skipped++;
      } else if (sum !== undefined && runs !== null) {
        cell.slots++;
        cell.runs += runs;
        sum.slots++;
        sum.runs += runs;
        const most = byBucket[bucket];
        most?.set(record.name, (most.get(record.name) ?? 0) + runs);
      }
    };
    const load = (dueAt: number, runs: number): void => {
      if (durationMs !== null) places.add({ at: dueAt - range.from, runs, durationMs });
    };
    const most = Math.min(slotsOfOne, slotsOfAll - looked);
    const past = await pastSlots(history, known, range, most, book.defaultZone);
    for (const slot of past.slots) {
      if (--rest === 0) await turn();
      const runs = runsMade(slot.stand);
      if (fires.length < query.fires) fires.push(pastFire(slot, timetable.zone));
      add(slot.at, runs);
      if (runs !== null && ranInTime(slot.stand)) load(slot.stand.dueAt, runs);
    }
    let at = timetable.next(Math.max(range.from - 1, record.decidedTo));
    for (let own = 0; at !== null && at < range.to && own < slotsOfOne && looked < slotsOfAll; own++) {
      if (--rest === 0) await turn();
      const skipped =
        against.paused !== null ||
        refusalOf(definition.calendars, book.calendars, timetable.zone, at) !== null;
      if (fires.length < query.fires) fires.push(fireOf(timetable, at, against));
      add(at, skipped ? null : runsPerSlot);
      if (!skipped) load(timetable.dueOf(at), runsPerSlot);
      at = timetable.next(at);
    }
    const whole = past.whole && (at === null || at >= range.to);
    complete &&= whole;
    if (sums.slots === 0) continue;
    items.push({
      ...{ scheduleId: record.name, flow: definition.flow, state: scheduleState(known, clock.now()) },
      ...{ zone: timetable.zone.name, words: scheduleWords(definition), runsPerSlot },
      durationSeconds: durationMs === null ? null : Math.round(durationMs / 100) / 10,
      ...sums,
      cells: [...cells].map(([bucket, cell]) => ({ bucket, ...cell })),
      fires,
      complete: whole,
    });
  }
  const capacity = (await history.nodes()).reduce((sum, node) => sum + (node.connected ? node.slots : 0), 0);
  const busy = places.all();
  const loads = buckets.map((bucket, index) => ({ ...bucket, busy: busy[index] ?? 0 }));
  const kinds = peakKinds(loads, capacity);
  const startOf = (index: number): string => instant(Math.min(range.to, range.from + index * bucketMs));
  const add = (pick: (bucket: (typeof loads)[number]) => number): number =>
    loads.reduce((sum, bucket) => sum + pick(bucket), 0);
  return {
    from: instant(range.from),
    to: instant(range.to),
    zone: book.defaultZone.name,
    bucketSeconds: bucketMs / 1000,
    buckets: loads.map((load, index) => ({ at: startOf(index), ...load, peak: kinds[index] ?? null })),
    capacity,
    peaks: peakSpans(kinds).map(({ kind, first, end }) => {
      const among = loads.slice(first, end);
      return {
        ...{ from: startOf(first), to: startOf(end), kind },
        runs: among.reduce((sum, { runs }) => sum + runs, 0),
        busy: Math.max(...among.map((one) => one.busy)),
        schedules: mostOf(byBucket.slice(first, end)),
      };
    }),
    totals: {
      ...{ schedules: items.length, slots: add(({ slots }) => slots), runs: add(({ runs }) => runs) },
      skipped: add(({ skipped }) => skipped),
    },
    complete,
    items,
  };
}

function planned(
  { record: { definition } }: KnownSchedule,
  { flow, tag, text }: Partial<PlanQuery>,
): boolean {
  return (
    (flow === undefined || definition.flow === flow) &&
    (tag === undefined || definition.tags.includes(tag)) &&
    matchesText(definition, text)
  );
}

/** How long a run of each schedule takes, ms: by its own last ones, else by those of its flow; unknown ones are left out. */
async function durationsOf(
  schedules: readonly KnownSchedule[],
  history: History,
): Promise<ReadonlyMap<string, number>> {
  const names = schedules.map(({ record }) => record.name);
  const own: Record<string, readonly number[]> = {};
  // Some at a time: other reads wait for each.
  for (let first = 0; first < names.length; first += namesAtOnce)
    Object.assign(own, await history.scheduleDurations(names.slice(first, first + namesAtOnce), samples));
  const found = new Map<string, number>();
  const ofFlows = new Map<string, number | null>();
  for (const { record } of schedules) {
    const { flow } = record.definition;
    let median = medianOf(own[record.name] ?? [], 1);
    if (median === null) {
      if (!ofFlows.has(flow)) ofFlows.set(flow, medianOf(await history.recentDurations(flow, samples), 1));
      median = ofFlows.get(flow) ?? null;
    }
    if (median !== null) found.set(record.name, median);
  }
  return found;
}

/** The schedules with most runs in these buckets. */
function mostOf(buckets: readonly ReadonlyMap<string, number>[]): string[] {
  const sums = new Map<string, number>();
  for (const bucket of buckets)
    for (const [name, runs] of bucket) sums.set(name, (sums.get(name) ?? 0) + runs);
  return [...sums]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, schedulesOfPeak)
    .map(([name]) => name);
}
