import { randomBytes } from 'node:crypto';
import type { Ids } from '../../ports/ids.ts';

/** Crockford's base 32, lower case: no letters that look alike. Source: https://www.crockford.com/base32.html */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

function encode(value: bigint, length: number): string {
  let text = '';
  let rest = value;
  for (let i = 0; i < length; i++) {
    text = alphabet[Number(rest & 31n)] + text;
    rest >>= 5n;
  }
  return text;
}

/** Ids of 48 bits of wall time and 50 random bits: ordered by time to the millisecond, in effect never twice. */
export const randomIds: Ids = {
  next: (prefix) => {
    const random = BigInt(`0x${randomBytes(7).toString('hex')}`) & ((1n << 50n) - 1n);
    return `${prefix}_${encode(BigInt(Date.now()), 10)}${encode(random, 10)}`;
  },
  random: () => Math.random(),
};
