/**
 * IANA zones: what the wall clock shows at an instant, and where it jumps. Read from the runtime's own zone data and
 * kept by year, since asking it is slow.
 */

import { offsetReader } from '../zone-offset.ts';

/** From `at` on (ms since epoch) the wall clock is `after` ms ahead of UTC; until then `before`. */
export interface ZoneJump {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

export interface Zone {
  readonly name: string;
  /** How far the wall clock is ahead of UTC, ms. */
  offsetAt(instant: number): number;
  /** The jump that the instant's offset began with, if it is at most a year before; else null. */
  lastJump(instant: number): ZoneJump | null;
  /** The first jump after the instant, if there is one within the instant's year or the next; else null. */
  nextJump(instant: number): ZoneJump | null;
}

const zones = new Map<string, Zone | null>();

/** The zone of this name, or null when there is none. */
export function zoneOf(name: string): Zone | null {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const made = makeZone(name);
  if (zones.size >= 2000) zones.clear();
  zones.set(name, made);
  return made;
}

/** What the zone's wall clock shows, as ms since epoch as if it showed UTC. */
export function wallOf(zone: Zone, instant: number): number {
  return instant + zone.offsetAt(instant);
}

/** The instant of a wall time: of two the first; of one that a jump leaves out, the jump. */
export function instantOf(zone: Zone, wall: number): number {
  for (const guess of [wall - zone.offsetAt(wall - 86_400_000), wall - zone.offsetAt(wall + 86_400_000)]) {
    if (wallOf(zone, guess) === wall) return guess;
  }
  const jump = zone.nextJump(wall - 86_400_000);
  return jump?.at ?? wall - zone.offsetAt(wall);
}

/** Years without zone data of their own lie outside these. */
const firstYear = 1800;
const lastYear = 2400;

function makeZone(name: string): Zone | null {
  const offsetNow = offsetReader(name);
  if (offsetNow === null) return null;
  const years = new Map<number, { readonly start: number; readonly jumps: readonly ZoneJump[] }>();
  const yearOf = (year: number) => {
    const within = Math.min(lastYear, Math.max(firstYear, year));
    let known = years.get(within);
    if (known === undefined) {
      known = readYear(within, offsetNow);
      years.set(within, known);
    }
    return known;
  };
  const utcYear = (instant: number): number => new Date(instant).getUTCFullYear();
  return {
    name,
    offsetAt: (instant) => {
      const { start, jumps } = yearOf(utcYear(instant));
      let offset = start;
      for (const jump of jumps) if (jump.at <= instant) offset = jump.after;
      return offset;
    },
    lastJump: (instant) => {
      const year = utcYear(instant);
      const jumps = [...yearOf(year - 1).jumps, ...yearOf(year).jumps];
      return jumps.findLast((jump) => jump.at <= instant) ?? null;
    },
    nextJump: (instant) => {
      const year = utcYear(instant);
      for (const near of [year, year + 1])
        for (const jump of yearOf(near).jumps) if (jump.at > instant) return jump;
      return null;
    },
  };
}

/** Days between two looks: no zone has jumped there and back within them. */
const strideMs = 4 * 86_400_000;

function readYear(year: number, offsetNow: (instant: number) => number) {
  const from = Date.UTC(year, 0, 1);
  const to = Date.UTC(year + 1, 0, 1);
  const start = offsetNow(from);
  const jumps: ZoneJump[] = [];
  let before = start;
  // A jump at the very start of the year belongs to it: the year's `start` is the offset before it then.
  const justBefore = offsetNow(from - 1);
  if (justBefore !== start) jumps.push({ at: from, before: justBefore, after: start });
  for (let low = from; low < to; low += strideMs) {
    const high = Math.min(to - 1, low + strideMs);
    const after = offsetNow(high);
    if (after === before) continue;
    jumps.push({ at: jumpBetween(low, high, before, offsetNow), before, after });
    before = after;
  }
  return { start: jumps[0]?.before ?? start, jumps };
}

/** The first instant in (low, high] with another offset, to the second. */
function jumpBetween(
  low: number,
  high: number,
  before: number,
  offsetNow: (instant: number) => number,
): number {
  let [same, other] = [Math.floor(low / 1000), Math.ceil(high / 1000)];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetNow(middle * 1000) === before) same = middle;
    else other = middle;
  }
  return other * 1000;
}
