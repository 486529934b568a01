import { expect, test } from 'vitest';
import { parsePs } from './ps-process-table.ts';
import { parseCim } from './windows-process-table.ts';

test('lines of ps, as macOS prints them', () => {
  const text = [
    '    1     0     1 Ss   Mon Nov  2 08:00:01 2026    ',
    '  812     1   812 Z+   Mon Nov  2 08:00:02 2026    ',
    'nonsense',
  ].join('\n');
  expect(parsePs(text)).toEqual([
    { pid: 1, ppid: 0, pgid: 1, sid: 0, startTime: Date.parse('2026-11-02T08:00:01'), alive: true },
    { pid: 812, ppid: 1, pgid: 812, sid: 0, startTime: Date.parse('2026-11-02T08:00:02'), alive: false },
  ]);
});

test('lines of our query of Windows', () => {
  expect(parseCim('4 0 639000000000\r\nnonsense\r\n88 4 639000000123\r\n')).toEqual([
    { pid: 4, ppid: 0, pgid: 0, sid: 0, startTime: 639000000000, alive: true },
    { pid: 88, ppid: 4, pgid: 0, sid: 0, startTime: 639000000123, alive: true },
  ]);
});
