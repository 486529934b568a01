/** Longest line that goes into a log, bytes of UTF-8, without the mark of a cut. */
export const maxLineBytes = 16 * 1024;

/** Room for the mark, so that a line that is cut already is not cut again. */
const markBytes = 64;

const encoder = new TextEncoder();
const buffer = new Uint8Array(maxLineBytes);

/**
 * The text, cut between characters when it is too long, with a mark that says how much is missing. `missing` counts
 * characters that were left out before this was called.
 */
export function cutLine(text: string, missing = 0): string {
  if (missing === 0 && text.length * 3 <= maxLineBytes) return text;
  if (missing === 0 && Buffer.byteLength(text) <= maxLineBytes + markBytes) return text;
  const { read } = encoder.encodeInto(text, buffer);
  return `${text.slice(0, read)} … (${text.length - read + missing} more characters cut)`;
}
