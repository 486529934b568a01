/** Slots by the days of a schedule's own wall time: rules without effects. */
import type { Fire, Slot } from '../../../../src/contract/schedule.ts';
import { dayOf } from '../../format/instants.model.ts';
import { lookOf, type SlotLook } from './schedules.model.ts';

/** Fires in their order, a group for each day (`2026-11-29`). */
export function firesByDay(
  fires: readonly Fire[],
): readonly { readonly day: string; readonly fires: readonly Fire[] }[] {
  return [...Map.groupBy(fires, ({ local }) => local.slice(0, 10))].map(([day, ofDay]) => ({
    day,
    fires: ofDay,
  }));
}

/** The month before or after `2026-11`. */
export function monthAfter(month: string, by: number): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + by, 1))
    .toISOString()
    .slice(0, 7);
}

/** As many as one preview gives. */
export const mostFires = 500;
const dayMs = 86_400_000;

/** A month in whatever zone: a day more than that of UTC on each side, ms since epoch. */
export function monthEnds(month: string): { readonly from: number; readonly to: number } {
  return {
    from: Date.parse(`${month}-01T00:00:00Z`) - dayMs,
    to: Date.parse(`${monthAfter(month, 1)}-01T00:00:00Z`) + dayMs,
  };
}

/** The last day of which all fires were given, where there are more than one preview gives; null: all were. */
export function lastWholeDay(fires: readonly Fire[]): string | null {
  const last = fires.at(-1);
  if (fires.length < mostFires || last === undefined) return null;
  return new Date(Date.parse(`${last.local.slice(0, 10)}T00:00:00Z`) - dayMs).toISOString().slice(0, 10);
}

/** The days of a month, as weeks that begin on Monday; null: of another month. */
export function weeksOf(month: string): readonly (readonly (string | null)[])[] {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))];
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const before = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  const days: (string | null)[] = Array.from({ length: before }, () => null);
  for (let day = 1; day <= length; day++) days.push(`${month}-${String(day).padStart(2, '0')}`);
  while (days.length % 7 !== 0) days.push(null);
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}

/** What a day of the calendar holds. */
export interface DayOfSlots {
  /** Slots that have been, by how they show. */
  readonly looks: ReadonlyMap<SlotLook, number>;
  /** Slots to come, and those that will be left out. */
  readonly coming: number;
  readonly leftOut: number;
}

const nothing: DayOfSlots = { looks: new Map(), coming: 0, leftOut: 0 };

/** Days with slots, by the wall time of the zone. A record of many slots in a row counts them all on its day. */
export function daysOf(
  slots: readonly Slot[],
  fires: readonly Fire[],
  zone: string,
): ReadonlyMap<string, DayOfSlots> {
  const days = new Map<string, DayOfSlots>();
  for (const slot of slots) {
    const day = dayOf(Date.parse(slot.at), zone);
    const before = days.get(day) ?? nothing;
    const look = lookOf(slot);
    const looks = new Map(before.looks).set(look, (before.looks.get(look) ?? 0) + slot.count);
    days.set(day, { ...before, looks });
  }
  for (const fire of fires) {
    const day = fire.local.slice(0, 10);
    const before = days.get(day) ?? nothing;
    days.set(
      day,
      fire.skipped === undefined
        ? { ...before, coming: before.coming + 1 }
        : { ...before, leftOut: before.leftOut + 1 },
    );
  }
  return days;
}
