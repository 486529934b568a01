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

  it('compares no word that is longer than anybody mistypes: that would take seconds', () => {
    const path = (length: number) => `/api/runs/${'x'.repeat(length - '/api/runs/'.length)}`;
    expect(didYouMean(`${path(198)}/w`, [`${path(198)}/v`])).toBe(`${path(198)}/v`);
    expect(didYouMean(`${path(199)}/w`, [`${path(199)}/v`])).toBeUndefined();
  });
});
