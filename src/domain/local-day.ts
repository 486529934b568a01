/** Days as people in a time zone count them. */

const dayMs = 24 * 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Offset of the zone from UTC at an instant, ms. Source: the zone data of this Node. */
function offsetAt(at: number, timezone: string): number {
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timezone, format);
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/**
 * When the day of an instant begins in the zone, or that of so many days later (earlier, when negative); ms since epoch. A
 * day that begins in a gap of the clock begins where the gap ends.
 */
export function dayStart(at: number, timezone: string, days = 0): number {
  const local = at + offsetAt(at, timezone);
  const midnight = (Math.floor(local / dayMs) + days) * dayMs;
  // The offset at midnight, which may not be the one of `at`: looked at from both sides of a change.
  const guess = midnight - offsetAt(midnight - offsetAt(at, timezone), timezone);
  return midnight - offsetAt(guess, timezone) === guess
    ? guess
    : Math.max(guess, midnight - offsetAt(guess, timezone));
}
