import { isDate } from './schedule/blackouts.ts';
import { offsetAt } from './zone-offset.ts';

/** A time on a wall clock, of no zone yet. */
const localForm = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?$/;

/**
 * The instant that a text names, ms since epoch: ISO 8601 with `T` or a space; without an offset it is a time on the wall
 * clocks of `timezone`. Null
 * when it is none.
 */
export function instantOf(text: string, timezone: string): number | null {
  const trimmed = text.trim();
  const zoned =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d{2}:?\d{2})$/i.exec(trimmed);
  if (zoned !== null) {
    const [, day = '', time = '', offset = ''] = zoned;
    const [, fraction = ''] = /[.,](\d+)/.exec(time) ?? [];
    const whole = time.replace(/[.,]\d+/, '');
    if (!isDate(day)) return null;
    const at = Date.parse(`${day}T${whole.length === 5 ? `${whole}:00` : whole}${colon(offset)}`);
    return Number.isNaN(at) ? null : at + milliseconds(fraction);
  }
  const local = localForm.exec(trimmed);
  if (local === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = local;
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const back = new Date(wall);
  // The 31st of a short month, hour 25: such a time does not exist.
  if (back.getUTCDate() !== Number(day) || back.getUTCHours() !== Number(hour)) return null;
  if (Number(minute) > 59 || Number(second) > 59) return null;
  // The offset of about then leads near the instant; the offset there is the right one.
  const near = wall - offsetAt(wall, timezone);
  return wall - offsetAt(near, timezone) + milliseconds(fraction);
}

function colon(offset: string): string {
  return /^[+-]\d{4}$/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset.toUpperCase();
}

function milliseconds(fraction: string): number {
  return fraction === '' ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
}
