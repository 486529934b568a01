import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runListQuerySchema } from '../contract/run-list.ts';
import { submitRequestSchema } from '../contract/submit.ts';
import { inputFaults } from './input-faults.ts';

function words(schema: z.ZodType, value: unknown, known: readonly string[] = []): string[][] {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error('nothing is wrong with it');
  return inputFaults(parsed.error.issues, known).map(({ path, words }) => [
    `${path} ${words.en}`,
    `${path} ${words.zh}`,
  ]);
}
const chinese = (...given: Parameters<typeof words>): string[] => words(...given).map(([, zh = '']) => zh);
const english = (...given: Parameters<typeof words>): string[] => words(...given).map(([en = '']) => en);

describe('issueWords', () => {
  it('says what must be written, the names as they are', () => {
    expect(
      chinese(submitRequestSchema, {
        flow: 'a b',
        taskType: '',
        delaySeconds: -1,
        maxRetries: 1.5,
        onDuplicate: 'no',
        expiresInSeconds: 0,
        runAt: 'soon',
        params: 'x',
        tags: Array.from({ length: 33 }, () => 'ok'),
      }),
    ).toEqual([
      '/flow 必须是 sync_order 这样的名称',
      '/taskType 不能为空',
      '/params 必须是对象',
      '/delaySeconds 必须不小于 0',
      '/runAt 必须是带时区的时间，例如 2026-11-11T20:00:00+08:00',
      '/expiresInSeconds 必须大于 0',
      '/maxRetries 必须是整数',
      '/onDuplicate 只能是以下之一：“attach”、“queue”、“replace”、“reject”',
      '/tags 最多 32 项',
    ]);
    expect(chinese(submitRequestSchema, { prioritty: 1 }, ['priority'])).toEqual([
      '/prioritty 不支持此项（是不是“priority”？）',
    ]);
    expect(chinese(submitRequestSchema, { priority: 'urgent' })).toEqual([
      '/priority 只能是以下之一：“high”、“normal”、“low”，或者必须是数字',
    ]);
    expect(chinese(runListQuerySchema, { limit: 'x', shop: '1001:' })).toEqual([
      '/limit 必须是数字',
      '/shop 必须是店铺编号，例如 1001，或带平台的 pdd:1001',
    ]);
  });

  it('says the same in English, in words of its own', () => {
    const schema = z.strictObject({
      a: z.string(),
      b: z.number().min(1).max(9),
      c: z.number().gt(0).lt(5),
      d: z.enum(['x', 'y']),
      e: z.literal(1),
      f: z.array(z.string()).min(1).max(1),
      g: z.string().min(2).max(3),
      h: z.string().regex(/^a+$/),
      i: z.iso.datetime(),
      j: z.int().multipleOf(2),
      k: z.ipv4(),
      l: z.base64(),
    });
    const low = { b: 0, c: 0, d: 'z', e: 2, f: [], g: 'x', h: 'b', i: 'now', j: 3, k: 'x', l: '#', m: 1 };
    expect(english(schema, low)).toEqual([
      '/a is missing',
      '/b must not be below 1',
      '/c must be above 0',
      '/d must be one of: "x", "y"',
      '/e must be 1',
      '/f has too few entries: at least 1',
      '/g is too short: at least 2 characters',
      '/h has the wrong form: it must match /^a+$/',
      '/i must be a time with an offset such as 2026-11-11T20:00:00+08:00',
      '/j must be a multiple of 2',
      '/k must be an IPv4 address',
      '/l must have the format base64',
      '/m is not known here',
    ]);
    const high = { a: 1, b: 10, c: 5, d: 1, e: 1, f: ['', ''], g: 'long', h: 'a', i: 1, j: 1.5, k: null };
    expect(english(schema, { ...high, l: '' })).toEqual([
      '/a must be text',
      '/b must not be above 9',
      '/c must be below 5',
      '/d must be one of: "x", "y"',
      '/f has too many entries: at most 1',
      '/g is too long: at most 3 characters',
      '/i must be text',
      '/j must be a whole number',
      '/k must be text',
    ]);
  });

  it('tells what is missing from what is of another type', () => {
    const schema = z.object({ a: z.string(), b: z.boolean(), c: z.literal('x') });
    expect(chinese(schema, { b: 1, c: 'y' })).toEqual([
      '/a 缺少此项',
      '/b 必须是 true 或 false',
      '/c 只能是“x”',
    ]);
    expect(chinese(z.object({ id: z.union([z.string(), z.number()]) }), {})).toEqual(['/id 缺少此项']);
  });
});
