import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JsonObject } from '../contract/run.ts';
import { compileParams } from './params-schema.ts';

function check(schema: JsonObject, params: JsonObject): string[] {
  const compiled = compileParams(schema);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.check(params).map(({ path, words }) => `${path} ${words.en}`.trim());
}

const dated = {
  type: 'object',
  properties: { date: { type: 'string', format: 'date' }, kind: { enum: ['a', 'b'] } },
  required: ['date'],
  additionalProperties: false,
};

describe('compileParams', () => {
  it('says all that does not fit', () => {
    expect(check(dated, { date: '2026-11-22' })).toEqual([]);
    expect(check(dated, { date: 'x', kind: 'c', more: 1 }).sort()).toEqual([
      '/date must match format "date"',
      '/kind must be equal to one of the allowed values: "a", "b"',
      'must NOT have additional properties: "more"',
    ]);
    expect(check(dated, {})).toEqual(["must have required property 'date'"]);
  });

  it('says it in Chinese too, with the names as they are', () => {
    const compiled = compileParams({
      type: 'object',
      properties: {
        ...{ date: { type: 'string', format: 'date' }, kind: { enum: ['a', 1] }, count: { type: 'integer' } },
        ...{ rate: { exclusiveMaximum: 5 }, name: { minLength: 1 }, code: { pattern: '^[A-Z]+$' } },
        ...{ list: { uniqueItems: true, maxItems: 2 }, both: { not: {} }, one: { const: null } },
      },
      required: ['shop'],
      additionalProperties: false,
    });
    const params = { date: 'x', kind: 'c', count: '1', rate: 5, name: '', code: 'a', list: [1, 2, 1] };
    const faults = compiled.ok ? compiled.check({ ...params, both: 1, one: 1, more: 1 }) : [];
    expect(faults.map(({ path, words }) => `${path} ${words.zh}`.trim()).sort()).toEqual(
      [
        '缺少“shop”',
        '不支持“more”',
        '/date 必须是日期，例如 2026-11-11',
        '/kind 只能是以下之一：“a”、1',
        '/count 必须是整数',
        '/rate 必须小于 5',
        '/name 不能为空',
        '/code 格式不对，必须符合 ^[A-Z]+$',
        '/list 第 1 项和第 3 项重复',
        '/list 最多 2 项',
        '/both 不符合要求（not）',
        '/one 只能是 null',
      ].sort(),
    );
  });

  it.each([
    'http://json-schema.org/draft-07/schema#',
    'https://json-schema.org/draft/2019-09/schema',
    undefined,
  ])('knows the dialect %s', ($schema) => {
    expect(check($schema === undefined ? dated : { $schema, ...dated }, {})).toHaveLength(1);
  });

  it('refuses what is no schema', () => {
    const refused = compileParams({ type: 'objekt' });
    expect(refused.ok ? '' : refused.message).toContain('type');
    expect(compileParams({ $ref: 'https://example.test/none' })).toMatchObject({ ok: false });
  });

  it('doubts unknown keywords and formats, and ignores them', () => {
    const compiled = compileParams({
      type: 'object',
      requird: ['a'],
      properties: { a: { type: 'string', format: 'dat' } },
    });
    expect(compiled.ok ? compiled.doubts.join() : '').toContain('requird');
    expect(compileParams({ ...dated, 'x-form': { wide: true } })).toMatchObject({ ok: true, doubts: [] });
  });

  it('takes the name of an uploaded file, and a path only where asked to', () => {
    const schema = { properties: { file: { type: 'string', format: 'drover-file' } } };
    expect(check(schema, { file: `drover-file:upl_${'a1'.repeat(10)}/订单.csv` })).toEqual([]);
    expect(check(schema, { file: 'orders.csv' })).toEqual([
      '/file must name an uploaded file: drover-file:upl_…/NAME',
    ]);
    const local = compileParams(schema, 'path');
    expect(local.ok && local.check({ file: 'orders.csv' })).toEqual([]);
  });

  it('takes every format that zod writes', () => {
    const schema = z.object({
      a: z.jwt(),
      b: z.cuid2(),
      c: z.nanoid(),
      d: z.ulid(),
      e: z.e164(),
      f: z.cidrv4(),
      g: z.emoji(),
    });
    expect(compileParams(z.toJSONSchema(schema, { io: 'input' }))).toMatchObject({ ok: true, doubts: [] });
  });

  it('compiles two schemas with one $id', () => {
    expect(check({ $id: 'one', ...dated }, {})).toHaveLength(1);
    expect(check({ $id: 'one', type: 'object' }, {})).toEqual([]);
  });
});
