import { createHash } from 'node:crypto';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { canonicalJson } from '../canonical-json.ts';
import { nextInstant } from '../cron/cron-next.ts';
import { parseCron } from '../cron/cron-rule.ts';
import { instantOf, type Zone, zoneOf } from '../cron/zone.ts';
import { isDate } from './blackouts.ts';

type Times = Pick<
  ScheduleDefinition,
  'name' | 'cron' | 'everySeconds' | 'timezone' | 'startAt' | 'endAt' | 'jitterSeconds' | 'enabled'
>;

/** When a schedule's slots come. Instants are ms since epoch. */
export interface Timetable {
  readonly zone: Zone;
  /** The first slot after this instant, or null when there is none any more. */
  next(after: number): number | null;
  /** When a slot is served: the slot itself, later by the schedule's own jitter. */
  dueOf(slot: number): number;
}

/** Whether the slots of both are the same, come due at the same times and pass by the same calendars. */
export function sameTimetable(a: ScheduleDefinition, b: ScheduleDefinition): boolean {
  const [one, other] = [a, b].map(
    ({ cron, everySeconds, timezone, startAt, endAt, jitterSeconds, enabled, calendars }) =>
      canonicalJson({
        ...{ cron, everySeconds, timezone, startAt, endAt, jitterSeconds, enabled },
        calendars: [...calendars].sort(),
      }),
  );
  return one === other;
}

/** The timetable of a definition; `defaultZone` holds where it names none that there is. */
export function timetableOf(definition: Times, defaultZone: Zone): Timetable {
  const zone = definition.timezone === null ? defaultZone : (zoneOf(definition.timezone) ?? defaultZone);
  const start = momentOf(definition.startAt, zone);
  const end = momentOf(definition.endAt, zone);
  const after = slotsAfter(definition, zone, start);
  const jitterMs = Math.floor(shareOf(definition.name) * definition.jitterSeconds * 1000);
  return {
    zone,
    next: (from) => {
      if (!definition.enabled) return null;
      const slot = after(start === null ? from : Math.max(from, start - 1));
      return slot === null || (end !== null && slot >= end) ? null : slot;
    },
    dueOf: (slot) => slot + jitterMs,
  };
}

/** The instant of a moment: as its offset says, else wall time of the zone; null for none. */
export function momentOf(text: string | null, zone: Zone): number | null {
  if (text === null) return null;
  const [, day = '', time = '00:00', offset] = /^(\S{10})(?:[T ]([\d:.]+)(\S+)?)?$/.exec(text) ?? [];
  const wall = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(wall)) return null;
  if (offset === undefined) return instantOf(zone, wall);
  const at = Date.parse(`${day}T${time}${offset.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(at) ? null : at;
}

/** Whether a moment of the right form is one that there is: the 30th of February has the form, too. */
export function isMoment(text: string): boolean {
  const zone = zoneOf('UTC');
  return isDate(text.slice(0, 10)) && zone !== null && momentOf(text, zone) !== null;
}

/** A number in [0, 1) that a text always has, spread evenly. */
export function shareOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}

function slotsAfter(
  { cron, everySeconds }: Times,
  zone: Zone,
  start: number | null,
): (from: number) => number | null {
  if (everySeconds !== null) {
    const step = Math.max(1000, Math.round(everySeconds * 1000));
    const anchor = start ?? instantOf(zone, 0);
    return (from) => anchor + (Math.floor((from - anchor) / step) + 1) * step;
  }
  const parsed = parseCron(cron ?? '');
  return parsed.ok ? (from) => nextInstant(parsed.rule, zone, from) : () => null;
}
