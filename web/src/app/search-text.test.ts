import { expect, test } from 'vitest';
import { listIn, parseSearch, searchText } from './search-text.model.ts';

test('addresses can be read and typed', () => {
  expect(
    searchText({ state: ['failed', 'blocked'], shop: 'pdd:1001', text: '', page: undefined, line: 3 }),
  ).toBe('?state=failed,blocked&shop=pdd:1001&line=3');
  expect(searchText({})).toBe('');
});

test.each(['1001', 'true', 'a b&c=d', '店铺', '{"a":1}', '100%', "it's"])(
  '%j comes back as it was',
  (text) => {
    expect(parseSearch(searchText({ text }))).toEqual({ text });
  },
);

test('of a list only known words count, in their own order', () => {
  expect(listIn('b,x,a', ['a', 'b', 'c'])).toEqual(['a', 'b']);
  expect(listIn(undefined, ['a'])).toEqual([]);
});
