/** The time chart above the list: its bars, and the stretch of time that a person draws over them. Rules without effects. */

import type { RunState } from '../../../../src/contract/run-states.ts';
import type { RunStats } from '../../../../src/contract/run-stats.ts';

export interface Bar {
  /** ms since epoch. */
  readonly from: number;
  readonly to: number;
  readonly failed: number;
  /** Ended in another way. */
  readonly ended: number;
  readonly live: number;
  readonly total: number;
}

export interface Chart {
  readonly bars: readonly Bar[];
  /** Of the highest bar; at least 1. */
  readonly highest: number;
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

const troubled: readonly RunState[] = ['failed', 'expired'];
const ended: readonly RunState[] = ['succeeded', 'cancelled'];
/** Most bars drawn; more would be thinner than a pixel. */
const mostBars = 240;

/**
 * The bars without gaps, from the first to the last, or over the asked stretch where there is one.
 * null: there is nothing to draw.
 */
export function chartOf({ histogram }: Pick<RunStats, 'histogram'>): Chart | null {
  const stepMs = histogram.stepSeconds * 1000;
  const known = new Map(histogram.bars.map(({ at, counts }) => [Date.parse(at), counts]));
  const starts = [...known.keys()];
  const first = starts[0];
  const last = starts.at(-1);
  if (first === undefined || last === undefined || stepMs <= 0) return null;
  const bars: Bar[] = [];
  const add = (at: number): void => {
    const counts = known.get(at) ?? {};
    const sum = (states: readonly RunState[]): number =>
      states.reduce((total, state) => total + (counts[state] ?? 0), 0);
    const total = Object.values(counts).reduce((all, count) => all + count, 0);
    const failed = sum(troubled);
    const past = sum(ended);
    bars.push({ from: at, to: at + stepMs, failed, ended: past, live: total - failed - past, total });
  };
  // Bars of days do not begin at even steps where clocks change; known ones keep their own starts.
  let next = 0;
  for (let at = first; bars.length < mostBars && at <= last; ) {
    while (next < starts.length && (starts[next] ?? 0) < at) next += 1;
    const known = starts[next];
    const here = known !== undefined && known - at < stepMs / 2 ? known : at;
    add(here);
    at = here + stepMs;
  }
  return {
    bars,
    highest: Math.max(1, ...bars.map(({ total }) => total)),
    from: first,
    to: bars.at(-1)?.to ?? last + stepMs,
    stepMs,
  };
}

/** The stretch between two places on the chart, 0 to 1 of its width each, in whole bars. */
export function stretchOf(
  chart: Chart,
  a: number,
  b: number,
): { readonly from: number; readonly to: number } {
  const place = (part: number): number =>
    Math.min(chart.bars.length - 1, Math.max(0, Math.floor(part * chart.bars.length)));
  const first = chart.bars[place(Math.min(a, b))];
  const last = chart.bars[place(Math.max(a, b))];
  return { from: first?.from ?? chart.from, to: last?.to ?? chart.to };
}

/** Which bars have their time written under them: at most `most`, evenly. */
export function ticksOf(chart: Chart, most: number): readonly number[] {
  const every = Math.max(1, Math.ceil(chart.bars.length / most));
  return chart.bars.flatMap((_, place) => (place % every === 0 ? [place] : []));
}
