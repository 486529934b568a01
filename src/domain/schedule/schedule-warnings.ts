import type { FlowDefinition } from '../../contract/manifest.ts';
import type { CalendarDefinition, ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { wallOf, zoneOf } from '../cron/zone.ts';
import { lacksYear } from './calendar-verdict.ts';
import { flowWarnings } from './flow-warnings.ts';
import type { ScheduleWarning } from './schedule-warning.ts';
import type { Timetable } from './timetable.ts';
import { type UnknownShop, unknownShopsWords } from './unknown-shops.ts';

/** What a schedule is judged by. */
export interface WarningFacts {
  readonly timetable: Timetable;
  /** Its next slot; null: none. */
  readonly nextSlot: number | null;
  readonly calendars: Readonly<Record<string, CalendarDefinition>>;
  /** Its flow; undefined: there is none. */
  readonly flow: FlowDefinition | undefined;
  /** Ids of its selector that no shop has. */
  readonly unknownShops: readonly UnknownShop[];
}

type Warned = Pick<ScheduleDefinition, 'name' | 'flow' | 'timezone' | 'params' | 'shops' | 'calendars'>;

/**
 * What needs a person, as things stand: an unknown flow, zone, calendar or shop, runs that would be one or lack a value, a
 * calendar without the next slot's year.
 */
export function scheduleWarnings(
  schedule: Warned,
  { timetable, nextSlot, calendars, flow, unknownShops }: WarningFacts,
): ScheduleWarning[] {
  const warnings: ScheduleWarning[] = [];
  const warn = (code: string, en: string, zh: string): void => {
    warnings.push({ code, words: { en, zh } });
  };
  const { flow: name, timezone, shops } = schedule;
  if (flow === undefined) warn('unknown_flow', `There is no flow "${name}".`, `没有流程“${name}”。`);
  else warnings.push(...flowWarnings(schedule, flow));
  if (timezone !== null && zoneOf(timezone) === null)
    warn('unknown_zone', `There is no zone "${timezone}".`, `没有时区“${timezone}”。`);
  if (shops !== null && unknownShops.length > 0)
    warnings.push({ code: 'unknown_shops', words: unknownShopsWords(shops, unknownShops) });
  for (const name of schedule.calendars) {
    const calendar = calendars[name];
    if (calendar === undefined) {
      warn('unknown_calendar', `There is no calendar "${name}".`, `没有日历“${name}”。`);
      continue;
    }
    if (nextSlot === null) continue;
    const wall = new Date(wallOf(timetable.zone, nextSlot)).toISOString().slice(0, 19);
    if (!lacksYear(calendar, wall)) continue;
    const year = wall.slice(0, 4);
    warn(
      'calendar_year',
      `The calendar "${name}" has no holidays of ${year}: only weekends count.`,
      `日历“${name}”没有录入 ${year} 年的节假日,只按周末判断。`,
    );
  }
  return warnings;
}
