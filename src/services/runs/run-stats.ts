/** Counts of the runs that a filter selects: by state, and over time. */
import type { RunState } from '../../contract/run-states.ts';
import type { RunStats, RunStatsQuery } from '../../contract/run-stats.ts';
import { dayStart } from '../../domain/local-day.ts';
import type { History } from '../../ports/history.ts';
import { runFilterOf } from './run-filter.ts';
import { instant } from './run-view.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Widths of bars, ms: those under a day divide it. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * minuteMs);

type Counts = Partial<Record<RunState, number>>;
type Counted = Awaited<ReturnType<History['runCounts']>>;

export async function runStats(
  history: Pick<History, 'runCounts'>,
  query: RunStatsQuery,
  timezone: string,
): Promise<RunStats> {
  const { states, ...others } = runFilterOf(query);
  // A short range is asked for by the minute; a long one by quarters of an hour, which divide the days of every zone.
  const short =
    others.from !== undefined && others.to !== undefined && others.to - others.from <= 12 * 60 * minuteMs;
  const all = await history.runCounts(others, short ? minuteMs : 15 * minuteMs);
  const byState: Counts = {};
  for (const { state, count } of all) byState[state] = (byState[state] ?? 0) + count;
  const selected = states === undefined ? all : all.filter(({ state }) => states.includes(state));
  return {
    total: selected.reduce((sum, { count }) => sum + count, 0),
    states: byState,
    histogram: histogramOf(selected, short ? minuteMs : 15 * minuteMs, query.bars, timezone),
  };
}

/** Bars of the narrowest width of which the range needs no more than asked for. */
export function histogramOf(
  counted: Counted,
  finestMs: number,
  bars: number,
  timezone: string,
): RunStats['histogram'] {
  const from = counted[0]?.at;
  const last = counted.at(-1)?.at;
  if (from === undefined || last === undefined)
    return { stepSeconds: finestMs / 1000, from: null, to: null, bars: [] };
  const range = last + finestMs - from;
  const days = Math.ceil(range / dayMs / bars);
  const stepMs = steps.find((step) => step >= finestMs && range / step <= bars) ?? days * dayMs;
  const dayOf = dayFinder(timezone);
  const firstDay = dayOf(from);
  const starts = new Map<number, Counts>();
  for (const { at, state, count } of counted) {
    const start = barStart(at, dayOf(at), stepMs, firstDay, timezone);
    const bar = starts.get(start) ?? {};
    bar[state] = (bar[state] ?? 0) + count;
    starts.set(start, bar);
  }
  return {
    stepSeconds: stepMs / 1000,
    from: instant(from),
    to: instant(last + finestMs),
    bars: [...starts].map(([at, counts]) => ({ at: instant(at), counts })),
  };
}

function barStart(at: number, day: number, stepMs: number, firstDay: number, timezone: string): number {
  if (stepMs < dayMs) return day + Math.floor((at - day) / stepMs) * stepMs;
  // A day may have 23 or 25 hours.
  const behind = Math.round((day - firstDay) / dayMs) % Math.round(stepMs / dayMs);
  return behind === 0 ? day : dayStart(at, timezone, -behind);
}

/** Where the day of an instant begins; instants of one day in a row cost one look at the zone. */
function dayFinder(timezone: string): (at: number) => number {
  let [start, end] = [0, 0];
  return (at) => {
    if (at < start || at >= end) [start, end] = [dayStart(at, timezone), dayStart(at, timezone, 1)];
    return start;
  };
}
