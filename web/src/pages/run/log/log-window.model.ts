/**
 * Which lines of a log are in view. Browsers draw nothing taller than some 16 million pixels, so above a height the
 * scroll bar stands for more than it measures: `scale` < 1. Rules without effects.
 */

/** Height of a line, px; as in the style sheet. */
export const lineHeight = 20;
const tallest = 12_000_000;

export interface LogWindow {
  /** Of what is scrolled, px. */
  readonly height: number;
  /** Place of the first drawn line, px. */
  readonly top: number;
  /** Numbers of the first and last drawn lines, from 1; `last < first`: none. */
  readonly first: number;
  readonly last: number;
}

const scaleOf = (total: number): number => Math.min(1, tallest / Math.max(1, total * lineHeight));

/** What is drawn of `total` lines at this place of the scroll bar. */
export function logWindow(total: number, scrollTop: number, viewHeight: number): LogWindow {
  const scale = scaleOf(total);
  const height = Math.max(total * lineHeight * scale, 0);
  // The scroll bar's own range maps onto the range of first lines, so that both ends are reached exactly.
  const range = Math.max(1, height - viewHeight);
  const lines = Math.max(0, total * lineHeight - viewHeight);
  // Wrapped lines make the view taller than what is drawn for; there the last lines simply go on.
  const place = Math.min(range, Math.max(0, scrollTop));
  const offset = (place / range) * lines;
  const firstShown = Math.floor(offset / lineHeight);
  const before = Math.min(firstShown, 4);
  const count = Math.ceil(viewHeight / lineHeight) + 1;
  return {
    height,
    top: (lines === 0 ? 0 : place) - (offset - firstShown * lineHeight) - before * lineHeight,
    first: firstShown - before + 1,
    last: Math.min(total, firstShown + count + 4),
  };
}

/** Place of the scroll bar at which the line stands a third down the view. */
export function scrollTopOf(line: number, total: number, viewHeight: number): number {
  const scale = scaleOf(total);
  const height = total * lineHeight * scale;
  const range = Math.max(0, height - viewHeight);
  const lines = Math.max(1, total * lineHeight - viewHeight);
  const offset = (line - 1) * lineHeight - viewHeight / 3;
  return Math.min(1, Math.max(0, offset / lines)) * range;
}

/** The found line to go to from here; null: there is none. It goes round at the ends. */
export function nextFound(lines: readonly number[], from: number, forwards: boolean): number | null {
  if (lines.length === 0) return null;
  return forwards
    ? (lines.find((line) => line > from) ?? lines[0] ?? null)
    : (lines.findLast((line) => line < from) ?? lines.at(-1) ?? null);
}

/** A text in pieces, those that match what is sought marked. */
export function marked(
  text: string,
  sought: string,
): readonly { readonly text: string; readonly hit: boolean }[] {
  if (sought === '') return [{ text, hit: false }];
  const pieces: { text: string; hit: boolean }[] = [];
  const low = text.toLowerCase();
  const needle = sought.toLowerCase();
  let at = 0;
  // Where lower case has another length, places would not fit; such a text is left as it is.
  for (let found = low.length === text.length ? low.indexOf(needle) : -1; found >= 0; ) {
    if (found > at) pieces.push({ text: text.slice(at, found), hit: false });
    pieces.push({ text: text.slice(found, found + needle.length), hit: true });
    at = found + needle.length;
    found = low.indexOf(needle, at);
  }
  if (at < text.length) pieces.push({ text: text.slice(at), hit: false });
  return pieces;
}
