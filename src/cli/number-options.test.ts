import { expect, test } from 'vitest';
import { readInstant, readPriority, readSpan, readWhole, readWords } from './number-options.ts';
import { type Say, wordsIn } from './words/words.ts';

const say = wordsIn('en');

test('spans, whole numbers and priorities', () => {
  expect(readSpan('--delay', '1h30m', say)).toBe(5400);
  expect(readSpan('--delay', '90', say)).toBe(90);
  expect(() => readSpan('--delay', '-5', say)).toThrow('--delay: -5 is not a time span');
  expect(readWhole('--limit', '50', 1, 200, say)).toBe(50);
  for (const text of ['', '0', '201', '5.5', 'many'])
    expect(() => readWhole('--limit', text, 1, 200, say)).toThrow('from 1 to 200');
  expect(readPriority('high', say)).toBe(9);
  expect(readPriority('0', say)).toBe(0);
  expect(() => readPriority('urgent', say)).toThrow('--priority');
});

test('words from a list', () => {
  expect(readWords('--state', 'queued, running', ['queued', 'running'], say)).toEqual(['queued', 'running']);
  expect(() => readWords('--state', 'runing', ['queued', 'running'], say)).toThrow(
    'not one of queued, running',
  );
  const shown = (words: Say, state: 'blocked' | 'queued') => words(`state_${state}`);
  expect(readWords('--state', 'waiting,排队中，blocked', ['blocked', 'queued'], say, shown)).toEqual([
    ...['blocked', 'queued', 'blocked'],
  ]);
  expect(() => readWords('--state', 'waitng', ['blocked', 'queued'], say, shown)).toThrow(
    'waitng is not one of blocked (waiting), queued',
  );
});

test('a date alone is the day of this machine', () => {
  expect(readInstant('--from', '2026-11-22T09:00:00+08:00', say)).toBe('2026-11-22T01:00:00.000Z');
  expect(readInstant('--from', '2026-11-22', say)).toBe(new Date(2026, 10, 22).toISOString());
  for (const text of ['yesterday', '2026-02-30', '2026-02-30T09:00', 'Feb 30 2026', '2026-02-28T24:61'])
    expect(() => readInstant('--from', text, say)).toThrow('is not a date');
});
