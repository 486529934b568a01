/** Days as people in a time zone count them. */
import { offsetAt } from './zone-offset.ts';

const dayMs = 24 * 3_600_000;

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
