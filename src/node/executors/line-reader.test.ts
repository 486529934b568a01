import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKnownEncoding, LineReader } from './line-reader.ts';

function read(chunks: readonly (string | Uint8Array)[], encoding = 'utf-8'): string[] {
  const lines: string[] = [];
  const reader = new LineReader({
    encoding,
    messagePrefix: '::drover::',
    onLine: (line) => lines.push(line),
  });
  for (const chunk of chunks) reader.push(Buffer.from(chunk as Uint8Array));
  reader.end();
  return lines;
}

describe('LineReader', () => {
  it.each([
    [['a\nb\n'], ['a', 'b']],
    [
      ['a\r\nb\r', '\nc'],
      ['a', 'b', 'c'],
    ],
    [['a\n\nb'], ['a', '', 'b']],
    [['10%\r20%\r30%\ndone\n'], ['10%', '20%', '30%', 'done']],
    [
      ['ab', 'c', 'd\ne'],
      ['abcd', 'e'],
    ],
    [[''], []],
  ])('reads %j as %j', (chunks, lines) => {
    expect(read(chunks)).toEqual(lines);
  });

  it('says what a display overwrites without waiting for a line end', () => {
    const lines: string[] = [];
    const reader = new LineReader({
      encoding: 'utf-8',
      messagePrefix: null,
      onLine: (line) => lines.push(line),
    });
    for (const text of ['\r10%', '\r20%', '\r30%']) reader.push(Buffer.from(text));
    expect(lines).toEqual(['10%', '20%']);
  });

  it('does not depend on where chunks are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('牧', '群', 'a', '\n', '\r\n', '😀')),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }),
        (parts, sizes) => {
          const bytes = Buffer.from(parts.join(''));
          const chunks: Uint8Array[] = [];
          for (let at = 0; at < bytes.length; ) {
            const size = sizes[chunks.length % sizes.length] ?? 1;
            chunks.push(bytes.subarray(at, at + size));
            at += size;
          }
          const whole = parts.join('').split(/\r?\n/);
          if (whole.at(-1) === '') whole.pop();
          expect(read(chunks)).toEqual(whole);
        },
      ),
    );
  });

  it('cuts an endless line in bounded memory, and says by how much', () => {
    const chunk = 'x'.repeat(64 * 1024);
    const lines = read([...Array.from({ length: 100 }, () => chunk), '\nnext']);
    expect(lines).toEqual([`${'x'.repeat(16384)} … (${6_553_600 - 16384} more characters cut)`, 'next']);
  });

  it('keeps a long message whole', () => {
    const message = `::drover::${JSON.stringify({ output: { text: 'x'.repeat(200_000) } })}`;
    expect(read([message.slice(0, 5), message.slice(5, 70_000), message.slice(70_000), '\n'])).toEqual([
      message,
    ]);
  });

  it('costs the same in small pieces as in large ones, however long the line', () => {
    const line = Buffer.from(`::drover::${'x'.repeat(4_000_000)}\n`);
    const cost = (size: number): number => {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < line.length; at += size) pieces.push(line.subarray(at, at + size));
      const before = process.cpuUsage();
      expect(read(pieces)).toHaveLength(1);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    cost(64 * 1024);
    // 32 times as many pieces; each once cost what was kept already.
    expect(cost(2 * 1024) / cost(64 * 1024)).toBeLessThan(10);
  });

  it('knows encodings', () => {
    expect(read([Uint8Array.of(0xc9, 0xcc), Uint8Array.of(0xc6), Uint8Array.of(0xb7, 0x0a)], 'gbk')).toEqual([
      '商品',
    ]);
    expect([isKnownEncoding('gb18030'), isKnownEncoding('klingon')]).toEqual([true, false]);
  });
});
