import type { CalendarDefinition, DayRange } from '../../contract/schedule-definition.ts';
import { inBlackout } from './blackouts.ts';

/** Why a calendar lets a slot not through. */
export interface CalendarRefusal {
  readonly calendar: string;
  readonly kind: 'holiday' | 'weekend' | 'working-day' | 'blackout';
  /** The holiday, make-up day or black-out by its name, where it has one. */
  readonly name: string | null;
}

/** What the calendar says of a wall time (`2026-11-11T09:00:00`); null: it lets it through. */
export function calendarRefusal(
  calendar: string,
  definition: CalendarDefinition,
  wall: string,
): CalendarRefusal | null {
  const blackout = definition.blackouts.find((one) => inBlackout(one, wall));
  if (blackout !== undefined) return { calendar, kind: 'blackout', name: blackout.name };
  const day = wall.slice(0, 10);
  const holiday = find(definition.holidays, day);
  const made = find(definition.workdays, day);
  const weekend = definition.weekend.includes(new Date(`${day}T00:00:00Z`).getUTCDay());
  const off = made === undefined && (holiday !== undefined || weekend);
  switch (definition.days) {
    case 'all':
      return null;
    case 'not-holidays':
      return holiday === undefined || made !== undefined ? null : refusal('holiday', holiday);
    case 'working':
      if (!off) return null;
      return holiday === undefined ? refusal('weekend', undefined) : refusal('holiday', holiday);
    case 'off':
      return off ? null : refusal('working-day', made);
  }

  function refusal(kind: CalendarRefusal['kind'], range: DayRange | undefined): CalendarRefusal {
    return { calendar, kind, name: range?.name ?? null };
  }
}

/** Whether the calendar looks at holidays and has none entered for the year of this wall time. */
export function lacksYear(definition: CalendarDefinition, wall: string): boolean {
  const looks = definition.days !== 'all' && definition.years.length > 0;
  return looks && !definition.years.includes(Number(wall.slice(0, 4)));
}

function find(ranges: readonly DayRange[], day: string): DayRange | undefined {
  return ranges.find(({ from, to }) => day >= from && day <= to);
}
