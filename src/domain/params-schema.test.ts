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
      '/date must be a date such as 2026-11-11 (given: "x")',
      '/kind must be one of: "a", "b" (given: "c")',
      '/more is not known here; known: date, kind',
    ]);
    expect(check(dated, {})).toEqual(['/date is missing: it must be a date such as 2026-11-11']);
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
    expect(compiled.ok ? compiled.doubts : []).toMatchObject([
      { words: { zh: '里的关键字“requird”不认识，会被忽略' }, meant: 'required' },
    ]);
    const misspelt = compileParams({ properties: { a: { type: 'string', format: 'dat' } } });
    expect(misspelt.ok ? misspelt.doubts : []).toMatchObject([
      { words: { en: 'has the format "dat", which is not known and is not checked' }, meant: 'date' },
    ]);
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
      h: z.base64(),
      i: z.hash('sha256'),
    });
    expect(compileParams(z.toJSONSchema(schema, { io: 'input' }))).toMatchObject({ ok: true, doubts: [] });
  });

  it('compiles two schemas with one $id', () => {
    expect(check({ $id: 'one', ...dated }, {})).toHaveLength(1);
    expect(check({ $id: 'one', type: 'object' }, {})).toEqual([]);
  });
});
