import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textDecoding } from './text-decoding.ts';

/** Beginnings, middles and ends of characters of every length, surrogates, marks, and bytes that are never right. */
const byte = fc.constantFrom(
  ...[0x41, 0x0a, 0xc3, 0xa9, 0xe4, 0xb8, 0xad, 0xf0, 0x9f, 0x98, 0x80, 0xff, 0xc0, 0xed, 0xa0, 0xf4, 0x90],
  ...[0xef, 0xbb, 0xbf, 0xe0],
);
const chunks = fc.array(fc.array(byte, { maxLength: 5 }), { maxLength: 9 });

test.for(['utf-8', 'gbk', 'utf-16le'])('%s, cut anywhere, is read as the standard says', (encoding) => {
  fc.assert(
    fc.property(chunks, (pieces) => {
      const ours = textDecoding(encoding);
      const whole = Uint8Array.from(pieces.flat());
      const read = pieces.map((piece) => ours.write(Uint8Array.from(piece))).join('') + ours.end();
      expect(read).toBe(new TextDecoder(encoding).decode(whole));
    }),
    { numRuns: 2_000 },
  );
});

test('a byte order mark is taken away once, at the start, also in pieces', () => {
  const ours = textDecoding('UTF8');
  const read = [[0xef], [0xbb], [0xbf, 0xef, 0xbb, 0xbf], [0x41]].map((piece) =>
    ours.write(Uint8Array.from(piece)),
  );
  expect(read.join('')).toBe('\uFEFFA');
});
