import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JsonObject } from '../contract/run.ts';
import { compileParams } from './params-schema.ts';

/** What is told of one parameter `x` with this schema: its path behind `/x`, and the words. */
function told(x: unknown, value: unknown, language: 'en' | 'zh' = 'en', more: JsonObject = {}): string[] {
  const compiled = compileParams({ type: 'object', properties: { x }, ...more });
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled
    .check(value === undefined ? {} : { x: value })
    .map(({ path, words }) => `${path.replace(/^\/x/, '')} ${words[language]}`.trim());
}

const keywords: readonly (readonly [schema: unknown, value: unknown, en: string, zh: string])[] = [
  [{ type: 'integer' }, '5', 'must be a whole number (given: "5")', '必须是整数（现在是“5”）'],
  [{ type: ['string', 'null'] }, 5, 'must be text or null (given: 5)', '必须是文本或 null（现在是 5）'],
  [{ type: 'string' }, { a: 1 }, 'must be text (given: an object)', '必须是文本（现在是对象）'],
  [{ type: 'string' }, [1], 'must be text (given: a list)', '必须是文本（现在是列表）'],
  [
    { enum: ['pdd', 'temu', 1] },
    'pd',
    'must be one of: "pdd", "temu", 1 (given: "pd"); did you mean "pdd"?',
    '只能是以下之一：“pdd”、“temu”、1（现在是“pd”）；是不是“pdd”？',
  ],
  [{ const: null }, 1, 'must be null (given: 1)', '只能是 null（现在是 1）'],
  [
    { format: 'date' },
    'yesterday',
    'must be a date such as 2026-11-11 (given: "yesterday")',
    '必须是日期，例如 2026-11-11（现在是“yesterday”）',
  ],
  [
    { format: 'time' },
    '20:00:00',
    'must be a time with an offset such as 20:00:00+08:00 (given: "20:00:00")',
    '必须是带时区的时间，例如 20:00:00+08:00（现在是“20:00:00”）',
  ],
  [{ format: 'byte' }, 'ß', 'must have the format byte (given: "ß")', '必须是 byte 格式（现在是“ß”）'],
  [{ minLength: 1 }, '', 'must not be empty', '不能为空'],
  [{ minLength: 3 }, 'ab', 'is too short: at least 3 characters (given: 2)', '至少 3 个字符（现在是 2）'],
  [{ maxLength: 2 }, '订单号', 'is too long: at most 2 characters (given: 3)', '最多 2 个字符（现在是 3）'],
  [
    { pattern: '^[A-Z]+$' },
    'ab',
    'has the wrong form: it must match ^[A-Z]+$ (given: "ab")',
    '格式不对，必须符合 ^[A-Z]+$（现在是“ab”）',
  ],
  [{ minimum: 1 }, 0, 'must not be below 1 (given: 0)', '必须不小于 1（现在是 0）'],
  [{ maximum: 1 }, 2, 'must not be above 1 (given: 2)', '必须不大于 1（现在是 2）'],
  [{ exclusiveMinimum: 1 }, 1, 'must be above 1 (given: 1)', '必须大于 1（现在是 1）'],
  [{ exclusiveMaximum: 5 }, 5, 'must be below 5 (given: 5)', '必须小于 5（现在是 5）'],
  [{ multipleOf: 2 }, 3, 'must be a multiple of 2 (given: 3)', '必须是 2 的倍数（现在是 3）'],
  [{ minItems: 1 }, [], 'has too few entries: at least 1 (given: 0)', '至少 1 项（现在是 0）'],
  [{ maxItems: 1 }, [1, 2], 'has too many entries: at most 1 (given: 2)', '最多 1 项（现在是 2）'],
  [
    { prefixItems: [{}], items: false },
    [1, 2],
    'has too many entries: at most 1 (given: 2)',
    '最多 1 项（现在是 2）',
  ],
  [
    { uniqueItems: true },
    [1, 2, 1],
    'must not have an entry twice: entries 1 and 3 are the same',
    '第 1 项和第 3 项重复',
  ],
  [
    { contains: { const: 'a' } },
    ['b', 'c'],
    'has too few entries of the form required: at least 1 (an entry must be "a")',
    '符合要求的项至少要有 1 个（要求：只能是“a”）',
  ],
  [
    { contains: { type: 'string' }, maxContains: 1 },
    ['b', 'c'],
    'must have 1 to 1 entries of the form required (an entry must be text)',
    '符合要求的项必须有 1 到 1 个（要求：必须是文本）',
  ],
  [{ minProperties: 1 }, {}, 'has too few entries: at least 1 (given: 0)', '至少 1 项（现在是 0）'],
  [
    { properties: { date: {}, shop: {} }, additionalProperties: false },
    { dat: 1 },
    '/dat is not known here; known: date, shop; did you mean "date"?',
    '/dat 不支持此项，可用的有：date、shop；是不是“date”？',
  ],
  [
    { properties: { date: {} }, unevaluatedProperties: false },
    { dat: 1 },
    '/dat is not known here; known: date; did you mean "date"?',
    '/dat 不支持此项，可用的有：date；是不是“date”？',
  ],
  [{ additionalProperties: false }, { a: 1 }, '/a is not known here', '/a 不支持此项'],
  [{ required: ['a'] }, {}, '/a is missing', '/a 缺少此项'],
  [
    { required: ['a'], properties: { a: { enum: [1, 2] } } },
    {},
    '/a is missing: it must be one of: 1, 2',
    '/a 缺少此项：只能是以下之一：1、2',
  ],
  [{ dependentRequired: { a: ['b'] } }, { a: 1 }, '/b is missing beside "a"', '/b 写了“a”就必须有此项'],
  [
    { propertyNames: { maxLength: 2 } },
    { long: 1 },
    '/long has a name that is not taken here: it is too long: at most 2 characters (given: 4)',
    '/long 的名称不能用：最多 2 个字符（现在是 4）',
  ],
  [false, 1, 'must not be given', '不能有此项'],
  [{ not: {} }, 1, 'must not be given', '不能有此项'],
  [{ not: { enum: [1, 2] } }, 1, 'must not be one of: 1, 2', '不能是以下之一：1、2'],
  [{ not: { const: 'a' } }, 'a', 'must not be "a"', '不能是“a”'],
  [
    { not: { required: ['a', 'b'] } },
    { a: 1, b: 1 },
    'must not have all of: "a", "b"',
    '以下各项不能同时有：“a”、“b”',
  ],
  [{ not: { required: ['a'] } }, { a: 1 }, 'must not have "a"', '不能有“a”'],
  [
    { not: { type: 'string' } },
    'a',
    'does not fit "not" of the schema (given: "a")',
    '不符合要求（not）（现在是“a”）',
  ],
  [
    { oneOf: [{ type: 'number' }, { type: 'integer' }] },
    1,
    'fits two of the forms that it may have (number 1 and 2), and must fit one only',
    '同时符合第 1 种和第 2 种允许的形式，只能符合其中一种',
  ],
];

describe('what is told of parameters that do not fit', () => {
  it.each(keywords)('%j: %j', (schema, value, en, zh) => {
    expect(told(schema, value)).toEqual([en]);
    expect(told(schema, value, 'zh')).toEqual([zh]);
  });

  it('knows what older drafts say otherwise', () => {
    const older = { $schema: 'http://json-schema.org/draft-07/schema#' };
    expect(told({ dependencies: { a: ['b'] } }, { a: 1 }, 'en', older)).toEqual(['/b is missing beside "a"']);
    expect(told({ items: [{}], additionalItems: false }, [1, 2], 'en', older)).toEqual([
      'has too many entries: at most 1 (given: 2)',
    ]);
  });

  it('is nothing of the checking library itself', () => {
    for (const [schema, value] of keywords)
      for (const words of told(schema, value))
        expect(words).not.toMatch(/NOT|must match (?:format|pattern) |must be equal/);
  });

  it('shows what was given on one line, shortened, and no secret', () => {
    const text = { type: 'integer' };
    expect(told(text, `a"b“c”\n${'x'.repeat(99)}`)).toEqual([
      `must be a whole number (given: "a'b'c' ${'x'.repeat(33)}…")`,
    ]);
    expect(told(text, 'Bearer 0123456789abcdef')).toEqual(['must be a whole number (given: "Bearer ***")']);
    const secret = { properties: { adminToken: { type: 'integer' } } };
    expect(told(secret, { adminToken: 'hunter2' })).toEqual(['/adminToken must be a whole number']);
  });
});

describe('what is told where there are alternatives', () => {
  it('is which types and values there are', () => {
    expect(told(z.toJSONSchema(z.string().nullable()), 5)).toEqual(['must be text or null (given: 5)']);
    expect(told(z.toJSONSchema(z.enum(['a1', 'b1']).nullable()), 'a2')).toEqual([
      'must be one of: "a1", "b1", null (given: "a2"); did you mean "a1"?',
    ]);
    expect(told({ oneOf: [{ const: 'old' }, { const: 'new' }] }, 'nwe')).toEqual([
      'must be one of: "old", "new" (given: "nwe"); did you mean "new"?',
    ]);
    expect(told({ anyOf: [{ type: 'integer' }, { const: 'all' }] }, 'al')).toEqual([
      'must be a whole number, or: must be "all" (given: "al"); did you mean "all"?',
    ]);
  });

  it('is what is wrong with the one that was meant', () => {
    expect(told(z.toJSONSchema(z.string().min(3).nullable()), 'ab')).toEqual([
      'is too short: at least 3 characters (given: 2)',
    ]);
    const shape = { properties: { id: { type: 'integer' }, to: { type: 'string' } }, required: ['id', 'to'] };
    expect(told({ anyOf: [{ type: 'string' }, { type: 'object', ...shape }] }, { id: 'a', to: 'b' })).toEqual(
      ['/id must be a whole number (given: "a")'],
    );
  });

  it('goes by the member that tells them apart', () => {
    const kinds = z.toJSONSchema(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('day'), date: z.iso.date() }),
        z.object({ kind: z.literal('range'), from: z.iso.date(), to: z.iso.date() }),
      ]),
    );
    expect(told(kinds, { kind: 'range', from: '2026-11-11', to: 'x' })).toEqual([
      '/to must be a date such as 2026-11-11 (given: "x")',
    ]);
    expect(told(kinds, { kind: 'dya' })).toEqual([
      '/kind must be one of: "day", "range" (given: "dya"); did you mean "day"?',
    ]);
  });

  it('names the members of which one is needed', () => {
    const either = { anyOf: [{ required: ['date'] }, { required: ['range'] }] };
    expect(told(either, {})).toEqual(['must have one of: "date", "range"']);
    expect(told(either, {}, 'zh')).toEqual(['以下各项必须有一项：“date”、“range”']);
  });

  it('is the format rather than the pattern that zod writes beside it', () => {
    expect(told(z.toJSONSchema(z.iso.date()), 'x')).toEqual([
      'must be a date such as 2026-11-11 (given: "x")',
    ]);
    expect(told(z.toJSONSchema(z.ulid()), 'x')).toEqual(['must have the format ulid (given: "x")']);
    expect(told({ format: 'date', pattern: '^2026-' }, '2025-01-01')).toEqual([
      'has the wrong form: it must match ^2026- (given: "2025-01-01")',
    ]);
  });

  it('follows references, also of a schema into itself, and alternatives within alternatives', () => {
    const tree = {
      $defs: {
        node: {
          anyOf: [{ type: 'null' }, { type: 'object', properties: { next: { $ref: '#/$defs/node' } } }],
        },
      },
    };
    expect(told({ $ref: '#/$defs/node' }, { next: { next: 5 } }, 'en', tree)).toEqual([
      '/next/next must be null or an object (given: 5)',
    ]);
  });

  it('is what a condition asks for, once', () => {
    const when = { if: { required: ['shop'] }, then: { required: ['platform'] } };
    expect(told(when, { shop: '1' })).toEqual(['/platform is missing']);
    expect(told({ allOf: [when, { properties: { shop: { type: 'string' } } }] }, { shop: 1 })).toEqual([
      '/platform is missing',
      '/shop must be text (given: 1)',
    ]);
    expect(told({ if: { const: 1 }, then: false }, 1)).toEqual(['must not be given']);
  });
});
