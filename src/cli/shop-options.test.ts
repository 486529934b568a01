import { expect, test } from 'vitest';
import { readSelector, readShop, readWholeShop } from './shop-options.ts';
import { wordsIn } from './words/words.ts';

const say = wordsIn('en');

test('a shop is PLATFORM:ID or ID', () => {
  expect(readShop('pdd:1001', say)).toEqual({ platform: 'pdd', shopId: '1001' });
  expect(readShop('1001', say)).toEqual({ platform: null, shopId: '1001' });
  expect(() => readShop('PDD:1001', say)).toThrow('is not a shop');
  expect(() => readShop('a b', say)).toThrow('is not a shop');
});

test('where a platform is needed, one word or two give it', () => {
  expect(readWholeShop('pdd:1001', undefined, say)).toEqual({ platform: 'pdd', shopId: '1001' });
  expect(readWholeShop('pdd', '1001', say)).toEqual({ platform: 'pdd', shopId: '1001' });
  expect(() => readWholeShop('1001', undefined, say)).toThrow('PLATFORM:ID');
});

test('a selector names shops by what they have', () => {
  expect(readSelector('all', say)).toEqual({});
  expect(readSelector('platform=pdd,tag=重点,enabled=true,ids=1001+1002', say)).toEqual({
    platform: 'pdd',
    tag: '重点',
    enabled: true,
    ids: ['1001', '1002'],
  });
  expect(() => readSelector('platfrom=pdd', say)).toThrow('Did you mean: platform?');
  expect(() => readSelector('platform', say)).toThrow('selects no shops');
  expect(() => readSelector('enabled=perhaps', say)).toThrow('selects no shops');
});
