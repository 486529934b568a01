import { randomFillSync } from 'node:crypto';
import type { Ids } from '../../ports/ids.ts';

/** Crockford's base 32, lower case: no letters that look alike. Source: https://www.crockford.com/base32.html */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Letters of each half of an id. */
const half = 10;

/** Random bytes, taken from the system for a few hundred ids at a time: a call of it costs more than all the rest of an id. */
const bytes = new Uint8Array(400 * half);
let used = bytes.length;

function randomLetters(): string {
  if (used === bytes.length) {
    randomFillSync(bytes);
    used = 0;
  }
  let text = '';
  for (const end = used + half; used < end; used++) text += alphabet.charAt((bytes[used] ?? 0) & 31);
  return text;
}

/** The lowest 25 bits as five letters. */
function fiveLetters(value: number): string {
  let text = '';
  for (let shift = 20; shift >= 0; shift -= 5) text += alphabet.charAt((value >>> shift) & 31);
  return text;
}

/** Ids of 48 bits of wall time and 50 random bits: ordered by time to the millisecond, in effect never twice. */
export const randomIds: Ids = {
  next: (prefix) => {
    const now = Date.now();
    return `${prefix}_${fiveLetters(Math.floor(now / 2 ** 25))}${fiveLetters(now % 2 ** 25)}${randomLetters()}`;
  },
  random: () => Math.random(),
};
