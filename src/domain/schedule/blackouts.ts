import type { Blackout } from '../../contract/schedule-definition.ts';

/** How often a black-out comes: once, each year, each day. */
export type EdgeForm = 'once' | 'yearly' | 'daily';

/** One end of a black-out in its full form: `2026-11-10T20:00:00`, `11-10T20:00:00` or `20:00:00`. */
export interface Edge {
  readonly form: EdgeForm;
  readonly text: string;
}

const edgeForm = /^(?:(?:(\d{4})-)?(\d\d-\d\d))?(?:(?:^|[T ])(\d\d:\d\d)(:\d\d)?)?$/;

/** Reads `2026-11-11`, `2026-11-10 20:00`, `11-11`, `11-10 20:00` or `01:30`; a whole day that ends is the start of the next. */
export function parseEdge(text: string, end: boolean): Edge | undefined {
  const [whole, year, day, time, seconds = ':00'] = edgeForm.exec(text.trim()) ?? [];
  if (whole === undefined || whole === '') return undefined;
  if (time !== undefined && !(time <= '23:59' || (time === '24:00' && seconds === ':00'))) return undefined;
  if (day === undefined) return { form: 'daily', text: `${time}${seconds}` };
  const date = `${year ?? '2024'}-${day}`;
  if (!isDate(date)) return undefined;
  const shown = time === undefined ? `${end ? nextDay(date) : date}T00:00:00` : `${date}T${time}${seconds}`;
  if (year !== undefined) return { form: 'once', text: shown };
  return { form: 'yearly', text: shown.slice(5) };
}

/** Whether the text is a day that there is. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function nextDay(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** Whether a wall time (`2026-11-11T09:00:00`) lies in the black-out. */
export function inBlackout({ from, to }: Blackout, wall: string): boolean {
  // What stands of the wall time has as many characters as the ends have.
  const part = wall.slice(wall.length - from.length);
  return to > from ? part >= from && part < to : part >= from || part < to;
}
