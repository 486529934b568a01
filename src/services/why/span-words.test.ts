import { describe, expect, it } from 'vitest';
import { spanWords } from './span-words.ts';

describe('spanWords', () => {
  it.each([
    [-5, '0 秒', '0s'],
    [400, '0.4 秒', '0.4s'],
    [28_400, '28 秒', '28s'],
    [59_999, '59 秒', '59s'],
    [124_000, '2 分 04 秒', '2m 04s'],
    [3_599_999, '59 分 59 秒', '59m 59s'],
    [11_520_000, '3 时 12 分', '3h 12m'],
    [47 * 3_600_000, '47 时 00 分', '47h 00m'],
    [51 * 3_600_000, '2 天 3 时', '2d 3h'],
  ])('%d ms', (ms, zh, en) => {
    expect(spanWords(ms)).toEqual({ zh, en });
  });
});
