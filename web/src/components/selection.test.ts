import { expect, test } from 'vitest';
import { nothingSelected, toggled, toggledAll } from './selection.model.ts';

const shown = ['a', 'b', 'c', 'd', 'e'];

test('a click selects and takes back; with Shift it is a range, in either direction', () => {
  const one = toggled(nothingSelected, 'b', false, shown);
  expect([...one.keys]).toEqual(['b']);
  const range = toggled(one, 'd', true, shown);
  expect([...range.keys]).toEqual(['b', 'c', 'd']);
  expect([...toggled(range, 'a', true, shown).keys].sort()).toEqual(['a', 'b', 'c', 'd']);
  // From d back to b, which is selected: the range is taken back.
  expect([...toggled(range, 'b', true, shown).keys]).toEqual([]);
  expect([...toggled(one, 'b', false, shown).keys]).toEqual([]);
});

test('a range whose start is no longer shown is a click', () => {
  expect([...toggled({ keys: new Set(['x']), anchor: 'x' }, 'b', true, shown).keys]).toEqual(['x', 'b']);
});

test('all, and none', () => {
  const all = toggledAll(nothingSelected, shown);
  expect(all.keys.size).toBe(5);
  expect(toggledAll(all, shown).keys.size).toBe(0);
  expect(toggledAll(nothingSelected, []).keys.size).toBe(0);
});
