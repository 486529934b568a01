import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runListQuerySchema } from '../contract/run-list.ts';
import { submitRequestSchema } from '../contract/submit.ts';
import { inputFaults } from './input-faults.ts';

function chinese(schema: z.ZodType, value: unknown, known: readonly string[] = []): string[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error('nothing is wrong with it');
  return inputFaults(parsed.error.issues, known).map(({ path, words }) => `${path} ${words.zh}`);
}

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

  it('tells what is missing from what is of another type', () => {
    const schema = z.object({ a: z.string(), b: z.boolean(), c: z.literal('x') });
    expect(chinese(schema, { b: 1, c: 'y' })).toEqual([
      '/a 缺少此项',
      '/b 必须是 true 或 false',
      '/c 只能是“x”',
    ]);
  });
});
