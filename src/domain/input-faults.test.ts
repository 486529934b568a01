import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { batchRequestSchema, submitRequestSchema } from '../contract/submit.ts';
import { badRequest, faultAt, inputFaults } from './input-faults.ts';
import { said } from './refusals/said.ts';

function faults(schema: z.ZodType, value: unknown, known: readonly string[] = []): string[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error('nothing is wrong with it');
  return inputFaults(parsed.error.issues, known).map(({ path, message }) => `${path} ${message}`);
}

describe('inputFaults', () => {
  it('lists all, each with its pointer', () => {
    const found = faults(submitRequestSchema, { flow: 'a b', delaySeconds: -1, tags: ['ok', ''], more: 1 });
    expect(found.map((one) => one.split(' ')[0])).toEqual(['/flow', '/delaySeconds', '/tags/1', '/more']);
  });

  it('says which member was meant', () => {
    expect(faults(submitRequestSchema, { prioritty: 1 }, Object.keys(submitRequestSchema.shape))).toEqual([
      '/prioritty is not known here (did you mean "priority"?)',
    ]);
  });

  it('escapes what pointers reserve', () => {
    expect(faults(z.strictObject({}), { 'a/b~c': 1 })).toEqual(['/a~1b~0c is not known here']);
  });

  it('takes the alternative that was meant', () => {
    expect(faults(batchRequestSchema, { run: { flow: 'x', delaySeconds: -1 }, shops: {} })).toEqual([
      expect.stringMatching(/^\/run\/delaySeconds /),
    ]);
    const [priority] = faults(submitRequestSchema, { priority: 'urgent' });
    expect(priority).toMatch(/^\/priority .*"high".*, or: .*number/);
  });

  it('makes an error that names some and holds all', () => {
    const many = Array.from({ length: 8 }, (_, i) => faultAt(`/${i}`, { en: 'is wrong', zh: '不对' }));
    const error = badRequest(many);
    expect(error.message).toBe(
      "The request can't be used: /0 is wrong; /1 is wrong; /2 is wrong; /3 is wrong; /4 is wrong; and 3 more.",
    );
    expect(error.details['faults']).toEqual(many);
    expect(error.words?.zh).toBe('请求有误：/0 不对；/1 不对；/2 不对；/3 不对；/4 不对；另有 3 处。');
    expect(badRequest([faultAt('', said('missing'))]).words).toEqual({
      en: "The request can't be used: the body is missing.",
      zh: '请求有误：请求体缺少此项。',
    });
  });
});
