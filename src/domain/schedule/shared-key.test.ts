import { describe, expect, it } from 'vitest';
import { flowNamed } from '../../../test/support/dispatch-world.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';
import type { FlowDefinition } from '../../contract/manifest.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { flowWarnings } from './flow-warnings.ts';

const codes = (schedule: Partial<ScheduleDefinition>, flow: Partial<FlowDefinition>): string[] =>
  flowWarnings(testSchedule('daily', 'sync', schedule), flowNamed('sync', flow)).map(({ code }) => code);
const shops = { platform: 'pdd' };

describe('shops of a slot with one business key', () => {
  it.each([
    ['the shop is not in it', { shops }, '{param.date}', { date: '{slot.date}' }],
    ['the platform alone is', { shops: {} }, '{platform}', {}],
    ['the shop stands there as a text', { shops: { ids: ['1', '2'] } }, '{{shop_id}}', {}],
  ])('%s: told', (_, schedule, dedupe, params) => {
    expect(codes({ ...schedule, params }, { dedupe })).toEqual(['shared_key']);
  });

  it.each([
    ['the shop is in it', { shops }, '{shop_id}:{param.date}', { date: '{slot.date}' }],
    ['a parameter that names the shop is', { shops }, '{param.of}', { of: 'shop {shop_id}' }],
    ['the schedule has no shops', { shops: null }, '{param.date}', { date: 'x' }],
    ['it names one', { shops: { ids: ['1'] } }, '{param.date}', { date: 'x' }],
    ['the key is not made, since it names what runs lack', { shops }, '{param.date}', {}],
  ])('%s: fine', (_, schedule, dedupe, params) => {
    expect(codes({ ...schedule, params }, { dedupe })).toEqual([]);
  });
});
