/** What fires when, as a map of hours: rules without effects. */
import type { Plan } from '../../../../src/contract/schedule-plan.ts';
import { dayOf, partsIn } from '../../format/instants.model.ts';

type PlanBucket = Plan['buckets'][number];

export const planSpans = ['day', 'week'] as const;

/** What happens in an hour. */
export interface PlanHour {
  /** When it begins, ms since epoch. */
  readonly at: number;
  readonly runs: number;
  readonly slots: number;
  readonly skipped: number;
  /** Places that its runs are expected to need at once, at most. */
  readonly busy: number;
  readonly peak: PlanBucket['peak'];
}

/** A line of the map: a schedule's day, or a day of all. */
export interface PlanRow {
  readonly key: string;
  /** By the hour of the clock, 0 to 23; those that a day leaves out, or that are not in the plan, are null. */
  readonly hours: readonly (PlanHour | null)[];
  readonly runs: number;
}

const hourMs = 3_600_000;
const worse = { over: 2, high: 1 } as const;
const weight = (peak: PlanBucket['peak']): number => (peak === null ? 0 : worse[peak]);

/** Two parts of one hour together. An hour that a clock shows twice stands once. */
function together(a: PlanHour | null, b: PlanHour): PlanHour {
  if (a === null) return b;
  return {
    at: Math.min(a.at, b.at),
    runs: a.runs + b.runs,
    slots: a.slots + b.slots,
    skipped: a.skipped + b.skipped,
    busy: Math.max(a.busy, b.busy),
    peak: weight(b.peak) > weight(a.peak) ? b.peak : a.peak,
  };
}

const hourOf = (at: number, zone: string): number => Number(partsIn(at, zone).hour);

function bucketHour(bucket: PlanBucket): PlanHour {
  const { at, runs, slots, skipped, busy, peak } = bucket;
  return { at: Date.parse(at), runs, slots, skipped, busy, peak };
}

/** The days of a plan, all schedules together. */
export function dayRows(plan: Pick<Plan, 'buckets' | 'zone'>): readonly PlanRow[] {
  const days = Map.groupBy(plan.buckets, ({ at }) => dayOf(Date.parse(at), plan.zone));
  return [...days].map(([key, buckets]) => {
    const hours: (PlanHour | null)[] = Array.from({ length: 24 }, () => null);
    for (const bucket of buckets) {
      const hour = hourOf(Date.parse(bucket.at), plan.zone);
      hours[hour] = together(hours[hour] ?? null, bucketHour(bucket));
    }
    return { key, hours, runs: buckets.reduce((sum, { runs }) => sum + runs, 0) };
  });
}

/** The schedules of a plan of a day, those that make most runs first. */
export function scheduleRows(
  plan: Pick<Plan, 'items' | 'from' | 'zone' | 'bucketSeconds'>,
): readonly PlanRow[] {
  const from = Date.parse(plan.from);
  return plan.items
    .map((item): PlanRow => {
      const hours: (PlanHour | null)[] = Array.from({ length: 24 }, () => null);
      let sum = 0;
      for (const { bucket, slots, runs, skipped } of item.cells) {
        const at = from + bucket * plan.bucketSeconds * 1000;
        const hour = hourOf(at, plan.zone);
        sum += runs;
        hours[hour] = together(hours[hour] ?? null, {
          ...{ at: Math.floor(at / hourMs) * hourMs, slots, skipped, runs },
          ...{ busy: 0, peak: null },
        });
      }
      return { key: item.scheduleId, hours, runs: sum };
    })
    .sort((a, b) => b.runs - a.runs || (a.key < b.key ? -1 : 1));
}

/** The most runs of an hour in these rows. */
export function mostRuns(rows: readonly PlanRow[]): number {
  return Math.max(0, ...rows.flatMap(({ hours }) => hours.map((hour) => hour?.runs ?? 0)));
}

/** How dark a cell is, 0 (nothing) to 4 (about the most). Even steps would leave all but the fullest hour pale. */
export function shadeOf(runs: number, most: number): 0 | 1 | 2 | 3 | 4 {
  if (runs <= 0 || most <= 0) return 0;
  const share = Math.sqrt(runs / most);
  return share > 0.86 ? 4 : share > 0.6 ? 3 : share > 0.35 ? 2 : 1;
}

/** The fullest hour: of what is too much, the worst; else that with most runs; null: nothing runs. */
export function fullestHour(rows: readonly PlanRow[]): PlanHour | null {
  const hours = rows.flatMap((row) => row.hours.filter((hour) => hour !== null));
  const [first] = hours.toSorted(
    (a, b) => weight(b.peak) - weight(a.peak) || b.busy - a.busy || b.runs - a.runs,
  );
  return first === undefined || first.runs === 0 ? null : first;
}

/** The day so many after `2026-11-29`. */
export function dayAfter(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 24 * hourMs).toISOString().slice(0, 10);
}

/** The first hour of the day at which there is anything; 0 where there is nothing. */
export function firstHour(rows: readonly PlanRow[]): number {
  const hours = rows.flatMap((row) =>
    row.hours.flatMap((hour, place) => (hour !== null && hour.slots + hour.skipped > 0 ? [place] : [])),
  );
  return hours.length === 0 ? 0 : Math.min(...hours);
}
