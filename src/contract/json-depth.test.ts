import { expect, it } from 'vitest';
import { isTooDeep, maxJsonDepth } from './json-depth.ts';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

it('isTooDeep counts the levels of lists and objects, of any number of them', () => {
  expect([null, undefined, 1, 'a', {}, []].some(isTooDeep)).toBe(false);
  expect(isTooDeep(nested(maxJsonDepth))).toBe(false);
  expect(isTooDeep(nested(maxJsonDepth + 1))).toBe(true);
  expect(isTooDeep({ a: 1, b: [2, { c: nested(maxJsonDepth - 3) }] })).toBe(false);
  expect(isTooDeep({ a: 1, b: [2, { c: nested(maxJsonDepth - 2) }] })).toBe(true);
  expect(isTooDeep(nested(100_000))).toBe(true);
});
