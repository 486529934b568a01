/** Instants as `<input type="datetime-local">` has them, in a zone that need not be the device's. */
import { partsIn } from '../../format/instants.model.ts';

/** 2026-11-22T14:32 in the zone. */
export function localText(at: number, zone: string): string {
  const { year, month, day, hour, minute } = partsIn(at, zone);
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** The instant whose clock in the zone shows this; undefined: not a time. Where clocks go back, the first one. */
export function instantOfLocal(text: string, zone: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return undefined;
  const asUtc = Date.parse(`${text.slice(0, 16)}:00Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const offset = (at: number): number => Date.parse(`${localText(at, zone)}:00Z`) - at;
  // The offset at the instant itself may be another one than at the first guess.
  const guess = asUtc - offset(asUtc);
  return asUtc - offset(guess);
}
