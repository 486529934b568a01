import { expect, it } from 'vitest';
import { filledWords } from './filled-words.ts';

it('puts values in, words in their language, and leaves names without a value and braces of values alone', () => {
  const values = { one: '{two}', two: 2, both: { en: 'shop', zh: '店铺' } };
  expect(filledWords('{one} {two} {both} {three} {{two}}', values, 'en')).toBe('{two} 2 shop {three} {2}');
  expect(filledWords('{both}', values, 'zh')).toBe('店铺');
});
