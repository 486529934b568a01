import { expect, test } from 'vitest';
import { hostProcessTable } from './host-process-table.ts';
import { markText, ownMark, ownPlace, readMarkText, stateOf } from './process-mark.ts';

const table = hostProcessTable();
const own = ownMark(table);

test('this process lives; another start time of its pid, or a pid that nobody has, is gone', () => {
  expect(stateOf(own, table)).toBe('lives');
  expect(stateOf({ ...own, startTime: own.startTime - 1 }, table)).toBe('gone');
  expect(stateOf({ ...own, pid: 2 ** 30 }, table)).toBe('gone');
});

test.each([
  ['another boot of the machine', { ...own, hostBootId: 'x' }],
  ['another PID namespace', { ...own, pidNamespace: 'pid:[1]' }],
  ['no start time', { ...own, startTime: 0 }],
  ['a start time that is none', { ...own, startTime: Number.NaN }],
  ['no pid', { ...own, pid: 0 }],
  ['nobody', null],
])('of %s nothing is known', (_, mark) => {
  expect(stateOf(mark, table)).toBe('unknown');
});

test('a mark in the environment reads as it was written, in the form of before', () => {
  const here = ownPlace();
  expect(readMarkText(markText(own), here)).toEqual(own);
  expect(markText({ ...own, pid: 12, startTime: 345, pidNamespace: 'pid:[6]' })).toBe('12 345 pid:[6]');
  expect(readMarkText('12 345 ', here)).toEqual({
    ...{ pid: 12, startTime: 345, hostBootId: here.hostBootId },
    pidNamespace: null,
  });
  for (const text of ['', 'nobody', '12', '12 345', '-1 2 x', 'a b c'])
    expect(readMarkText(text, here)).toBeNull();
});
