import { describe, expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

const known = ['timeout', 'title', 'name', 'max', 'shop_id', 'manualMinutes'];

describe('didYouMean', () => {
  it.each([
    ['tiemout', 'timeout'],
    ['Timeout', 'timeout'],
    ['mx', 'max'],
    ['nmae', 'name'],
    ['shopId', 'shop_id'],
    ['manual_minutes', 'manualMinutes'],
    ['colour', undefined],
    ['x', undefined],
    ['', undefined],
  ])('%s → %s', (word, meant) => {
    expect(didYouMean(word, known)).toBe(meant);
    expect(didYouMean(word, [])).toBeUndefined();
  });
});
