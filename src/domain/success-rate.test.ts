import { expect, it } from 'vitest';
import { successRate } from './success-rate.ts';

it.each([
  [0, 0, 0, 0],
  [1, 0, 0, 100],
  [2, 1, 0, 66.67],
  [1, 1, 1, 33.33],
  // 0.125 % and 98.765 %: half up.
  [1, 799, 0, 0.13],
  [19753, 200, 47, 98.77],
])('%i, %i, %i is %d %%', (succeeded, failed, aborted, rate) => {
  expect(successRate(succeeded, failed, aborted)).toBe(rate);
});
