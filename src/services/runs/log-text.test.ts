import { describe, expect, it } from 'vitest';
import { LogText, wholeLines } from './log-text.ts';

const bytes = (...lines: unknown[]): Buffer =>
  Buffer.from(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));

describe('LogText', () => {
  it('shows times in its zone, and marks what is not standard output', () => {
    const at = Date.parse('2026-11-22T16:59:59.007Z');
    expect(
      new LogText('Asia/Shanghai').render(
        bytes([at, 'out', 'a'], [at + 993, 'err', 'b'], [at + 1000, 'sys', 'c']),
      ),
    ).toBe('00:59:59.007 a\n01:00:00.000 [stderr] b\n01:00:00.007 [drover] c\n');
    expect(new LogText('Asia/Kolkata').render(bytes([at, 'out', 'a']))).toBe('22:29:59.007 a\n');
  });

  it('passes on what it does not understand', () => {
    expect(new LogText('UTC').render(bytes('not json', [1], { a: 1 }, [0, 'out', 'ok']))).toBe(
      'not json\n[1]\n{"a":1}\n00:00:00.000 ok\n',
    );
    expect(new LogText('UTC').render(bytes())).toBe('');
  });
});

it('wholeLines leaves a line that has only begun', () => {
  expect(wholeLines(Buffer.from('ab\ncd'))).toBe(3);
  expect(wholeLines(Buffer.from('ab'))).toBe(0);
});
