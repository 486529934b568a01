/** The chart of today's hours: its numbers, without drawing. */
import type { Overview } from '../../../../src/contract/overview.ts';

export interface Hour {
  /** ms since epoch. */
  readonly at: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Of this day a week ago; absent where that is not known. */
  readonly before?: number;
  /** Lies ahead. */
  readonly ahead: boolean;
}

const hourMs = 3_600_000;

/** All hours of the day, those ahead empty. `hours` are the day's up to now, `count` how many it has. */
export function hoursOfDay(hours: Overview['today']['hours'], from: number, count: number): Hour[] {
  const known = new Map(hours.map((hour) => [Date.parse(hour.at), hour]));
  return Array.from({ length: count }, (_, index) => {
    const at = from + index * hourMs;
    const hour = known.get(at);
    return {
      at,
      succeeded: hour?.succeeded ?? 0,
      // A run that never started in time has failed its purpose.
      failed: (hour?.failed ?? 0) + (hour?.expired ?? 0),
      ahead: hour === undefined,
    };
  });
}

/** The top of the axis and its lines: 2 to 4 of them, at 1, 2 or 5 times a power of ten, the top never below `most`. */
export function scaleOf(most: number): { top: number; lines: number[] } {
  const rough = Math.max(1, most) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? 1);
  const count = Math.max(1, Math.ceil(most / step));
  return { top: count * step, lines: Array.from({ length: count }, (_, index) => (index + 1) * step) };
}
