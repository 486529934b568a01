import { expect, it } from 'vitest';
import { remedies } from '../contract/diagnosis.ts';
import { remediesByType, scopeOf } from './remedies.ts';

it('every class of error has a remedy, and every remedy helps against some', () => {
  const used = new Set(Object.values(remediesByType).flat());
  expect([...used].sort()).toEqual([...remedies].sort());
  for (const [type, list] of Object.entries(remediesByType))
    expect([type, list.length > 0]).toEqual([type, true]);
});

it.each([
  [0, 0, 'run'],
  [1, 1, 'run'],
  [1, 3, 'shop'],
  [4, 1, 'flow'],
  [4, 2, 'everywhere'],
])('%i shops and %i flows: %s', (shops, flows, scope) => {
  expect(scopeOf({ shops, flows })).toBe(scope);
});
