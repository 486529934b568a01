import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../contract/run.ts';
import { messageCause } from './error-cause.ts';
import { compileParams } from './params-schema.ts';
import { said } from './refusals/said.ts';
import { toldParamsFaults } from './told-params-faults.ts';

const order = {
  type: 'object',
  properties: { id: { type: 'string' }, kind: { enum: ['new', 'old'] } },
  required: ['id'],
};
const schema: JsonObject = {
  type: 'object',
  properties: { date: { type: 'string', format: 'date' }, orders: { type: 'array', items: order } },
  additionalProperties: false,
};
const compiled = compileParams(schema);
if (!compiled.ok) throw new Error(compiled.message);
const { check } = compiled;

const told = (params: JsonObject) =>
  said('params_misfit', { flow: 'sync', ...toldParamsFaults(check(params)) });
const causes = (params: JsonObject): string[] => {
  const { en, zh } = told(params);
  return [messageCause(en), messageCause(zh)];
};

describe('the faults of parameters in a sentence', () => {
  it('are one of each kind, and how many others there are', () => {
    const orders = [{ kind: 'neu' }, { id: 1 }, { id: 2 }, {}];
    expect(told({ date: 'x', orders, dat: 1 })).toEqual({
      en: `The parameters don't fit flow sync: "dat" is not known here; known: date, orders; did you mean "date"?; /date must be a date such as 2026-11-11 (given: "x"); /orders/0/id is missing: it must be text; /orders/0/kind must be one of: "new", "old" (given: "neu"); did you mean "new"?; /orders/1/id must be text (given: 1); and 2 more.`,
      zh: '参数不符合流程 sync 的要求：“dat”不支持此项，可用的有：date、orders；是不是“date”？；/date 必须是日期，例如 2026-11-11（现在是“x”）；/orders/0/id 缺少此项：必须是文本；/orders/0/kind 只能是以下之一：“new”、“old”（现在是“neu”）；是不是“new”？；/orders/1/id 必须是文本（现在是 1）；另有 2 处。',
    });
  });

  it('have places of a length that can be read', () => {
    const long = compileParams({ properties: { ['n'.repeat(500)]: { type: 'string' } } });
    const faults = long.ok ? long.check({ ['n'.repeat(500)]: 1 }) : [];
    expect(toldParamsFaults(faults).faults.en.length).toBeLessThan(200);
  });
});

describe('the cause of a message whose parameters do not fit', () => {
  const anything = fc.oneof(
    fc.string({ maxLength: 60, unit: 'binary' }),
    fc.constantFrom(
      '"',
      'a" (given: "b',
      '“”（现在是“',
      'x"; did you mean "y"?',
      'http://a.b/"',
      'C:\\a\\b',
      'new1',
      'neww',
    ),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.nat(), { maxLength: 3 }),
    fc.dictionary(fc.string(), fc.nat(), { maxKeys: 3 }),
  );
  /** Both causes are the same whatever stands in the place. */
  const same = <T>(value: fc.Arbitrary<T>, params: (value: T) => JsonObject): void => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        fc.pre(check(params(one)).length > 0 && check(params(other)).length > 0);
        expect(causes(params(one))).toEqual(causes(params(other)));
      }),
    );
  };
  const noText = anything.filter((value) => typeof value !== 'string');

  it('is the same whatever was given of a wrong type', () => same(noText, (date) => ({ date })));
  it('is the same whatever was given of a wrong form', () =>
    same(fc.string({ unit: 'binary' }), (date) => ({ date })));
  it('is the same whatever was given instead of a value, near to one or not', () =>
    same(anything, (kind) => ({ orders: [{ id: 'a', kind }] })));
  it('is the same in whichever entry of a list, and in however many', () =>
    same(fc.array(fc.constantFrom({}, { id: 'a' }), { minLength: 1, maxLength: 30 }), (orders) => ({
      orders,
    })));
  it('is the same whatever a name that is not known is', () =>
    same(fc.string({ minLength: 1, unit: 'binary' }), (name) => ({ [name]: 1 })));

  it('tells what is wrong, and where', () => {
    expect(causes({ date: 'x' })).toEqual([
      "MESSAGE: The parameters don't fit flow sync: /date must be a date such as <n>-<n>-<n>.",
      'MESSAGE: 参数不符合流程 sync 的要求：/date 必须是日期，例如 <n>-<n>-<n>。',
    ]);
    expect(causes({ date: 'x' })).not.toEqual(causes({ date: 1 }));
  });
});
