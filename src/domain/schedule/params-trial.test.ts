import { expect, it } from 'vitest';
import { flowNamed } from '../../../test/support/dispatch-world.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { compileParams } from '../params-schema.ts';
import { completeDefinition } from './definition-faults.ts';
import { paramsTrial } from './params-trial.ts';

const schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    date: { type: 'string', format: 'date' },
    weekday: { enum: ['1'] },
    shop: { type: 'string', pattern: '^\\d+$' },
  },
};
const flow = flowNamed('sync', { params: schema });
const compiled = compileParams(schema);
if (!compiled.ok) throw new Error(compiled.message);
const { check } = compiled;

function paths(params: object, options: Partial<ScheduleDefinition> = {}): string[] {
  const definition = completeDefinition({ name: 'a', flow: 'sync', cron: '5 0 * * *', ...options });
  return paramsTrial({ ...definition, params: { ...params } }, flow, check).map(({ path }) => path);
}

it.each(['{slot.prevDay', '{ slot.date }', 'x{slot.date}', '{slot.time}'])('%s is no date', (date) => {
  expect(paths({ date })).toEqual(['/date']);
});

it('finds what the flow forbids, and nothing where all fits', () => {
  expect(paths({ dat: 'x' })).toEqual(['/dat']);
  expect(paths({ date: '{slot.prevDay}' })).toEqual([]);
});

it('lets through what fits some slots, and what only the shop decides', () => {
  expect(paths({ weekday: '{slot.weekday}' })).toEqual([]);
  expect(paths({ weekday: '{slot.weekday}' }, { cron: '5 0 * * 2' })).toEqual(['/weekday']);
  const shops = { platform: 'pdd' };
  expect(paths({ shop: '{shop_id}', date: '{slot.time}' }, { shops })).toEqual(['/date']);
});
