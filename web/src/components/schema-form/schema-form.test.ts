import { describe, expect, it } from 'vitest';
import { changedFields, faultOf, fieldOfFault, fieldsOf, paramsOf, typedOf } from './schema-form.model.ts';

const schema = {
  type: 'object',
  properties: {
    date: { type: 'string', format: 'date', title: 'Date' },
    count: { type: 'integer', minimum: 1, maximum: 5, default: 2 },
    fast: { type: 'boolean' },
    menu: { oneOf: [{ const: 'old', title: 'Old' }, { const: 'new' }] },
    kinds: { type: 'array', items: { enum: ['a', 'b', 'c'] } },
    ids: { type: 'array', items: { type: 'integer' } },
    range: { type: 'object', properties: { from: { type: 'string', minLength: 2 } }, required: ['from'] },
    list: { type: 'string', format: 'drover-file' },
    odd: { type: 'object' },
    maybe: { anyOf: [{ type: 'number' }, { type: 'null' }] },
    linked: { $ref: '#/$defs/word' },
  },
  required: ['date', 'kinds'],
  $defs: { word: { type: 'string', pattern: '^[a-z]+$' } },
};
const fields = fieldsOf(schema);
const field = (key: string) => {
  const found = fields.find((one) => one.key === key);
  if (found === undefined) throw new Error(key);
  return found;
};

describe('a form from a schema', () => {
  it('has a field of the fitting kind for each member', () => {
    expect(fields.map(({ key, kind }) => `${key} ${kind}`)).toEqual([
      'date date',
      'count integer',
      'fast boolean',
      'menu choice',
      'kinds choices',
      'ids list',
      'range.from text',
      'list file',
      'odd json',
      'maybe number',
      'linked text',
    ]);
    expect(field('menu').options).toEqual([
      { value: '"old"', label: 'Old' },
      { value: '"new"', label: 'new' },
    ]);
    expect(field('date')).toMatchObject({ label: 'Date', required: true });
    expect(fieldsOf({ type: 'object' })).toMatchObject([{ key: '', kind: 'json' }]);
    expect(fieldsOf({ type: 'object', additionalProperties: false })).toEqual([]);
  });

  it('gives back the parameters that it was filled with, and those that it does not show', () => {
    const params = {
      date: '2026-11-22',
      count: 3,
      fast: true,
      menu: 'new',
      kinds: ['a', 'c'],
      ids: [1, 2],
      range: { from: 'xy', hidden: 1 },
      odd: { deep: [1] },
      maybe: 1.5,
      linked: 'abc',
      unknown: 'kept',
    };
    const typed = typedOf(fields, params);
    expect(paramsOf(fields, typed, params)).toEqual(params);
    expect(changedFields(fields, typed, typed).size).toBe(0);
    const edited = { ...typed, count: '4', linked: '' };
    expect(changedFields(fields, edited, typed)).toEqual(new Set(['count', 'linked']));
    const { linked: _gone, ...others } = params;
    expect(paramsOf(fields, edited, params)).toEqual({ ...others, count: 4 });
  });

  it('begins with defaults, and leaves out what is empty', () => {
    const typed = typedOf(fields, {});
    expect(typed['count']).toBe('2');
    expect(paramsOf(fields, { ...typed, date: '2026-11-22' })).toEqual({
      date: '2026-11-22',
      count: 2,
      kinds: [],
    });
  });

  it('takes parameters that nothing describes as JSON', () => {
    const open = fieldsOf({ type: 'object' });
    expect(paramsOf(open, { '': '{"a": 1}' })).toEqual({ a: 1 });
    expect(typedOf(open, {})).toEqual({ '': '' });
    const [whole] = open;
    if (whole === undefined) throw new Error('no field');
    expect(faultOf(whole, { '': '[1]' })?.key).toBe('fault.json');
    expect(faultOf(whole, { '': '' })).toBeNull();
  });

  it.each([
    ['date', '', 'fault.required'],
    ['date', '22.11.', 'fault.date'],
    ['count', '0', 'fault.min'],
    ['count', '9', 'fault.max'],
    ['count', '1.5', 'fault.integer'],
    ['maybe', 'x', 'fault.number'],
    ['range.from', 'a', 'fault.minLength'],
    ['linked', 'A1', 'fault.pattern'],
    ['odd', '{', 'fault.json'],
    ['ids', '1\nx', 'fault.number'],
  ])('says of %s "%s": %s', (key, value, fault) => {
    expect(faultOf(field(key), { [key]: value })?.key).toBe(fault);
  });

  it('finds the field of a fault that the server tells', () => {
    expect(fieldOfFault(fields, '/params/range/from')?.key).toBe('range.from');
    expect(fieldOfFault(fields, '/params/kinds/0')?.key).toBe('kinds');
    expect(fieldOfFault(fields, '/params')).toBeNull();
  });
});
