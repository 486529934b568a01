import { expect, it } from 'vitest';
import { plainKey } from './key-words.ts';

it('names what a requirement class is for, and leaves other keys as they are', () => {
  expect(plainKey('pool:default:orders:')).toBe('orders');
  expect(plainKey('pool:desktop:orders:os:w11+win')).toBe('orders (desktop, os:w11, win)');
  for (const key of ['shop:pdd:1001', 'flow:orders', 'pool:default']) expect(plainKey(key)).toBe(key);
});
