import { expect, it } from 'vitest';
import { refusalsOf } from './refused-fields.model.ts';
import { fieldsOf } from './schema-form.model.ts';

const fields = fieldsOf({
  properties: {
    date: { type: 'string' },
    ids: { type: 'array', items: { type: 'integer' } },
    orders: { type: 'array', items: { type: 'object' } },
  },
});
const shown = (...paths: string[]) => {
  const refusals = refusalsOf(
    fields,
    paths.map((path) => ({ path })),
  );
  return [refusals.shown.map(({ key, within }) => [key, within]), refusals.elsewhere];
};

it('puts each fault to its field, with the place within it', () => {
  expect(shown('/params/date', '/params/date', '/params/ids/0', '/params/orders/2/id')).toEqual([
    [
      ['date', null],
      ['date', null],
      ['ids', 1],
      ['orders', '2/id'],
    ],
    false,
  ]);
});

it('tells of faults that no field shows', () => {
  expect(shown('/params/date', '/params/unknown')).toEqual([[['date', null]], true]);
  expect(shown()).toEqual([[], false]);
});
