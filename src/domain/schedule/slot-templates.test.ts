import { expect, it } from 'vitest';
import { zoneOf } from '../cron/zone.ts';
import { fillSlotParams, slotTemplateNames } from './slot-templates.ts';

const zone = zoneOf('Asia/Shanghai');
if (zone === null) throw new Error('no zone');

/** 2026-03-01 00:05 in Shanghai, a Sunday; 2026-02-28 16:05 in UTC. */
const facts = {
  ...{ schedule: 'daily', at: Date.parse('2026-02-28T16:05:00Z'), zone },
  ...{ platform: 'pdd', shopId: '1001' },
};

it.each([
  ['{slot.at}', '2026-02-28T16:05:00Z'],
  ['{slot.unix}', '1772294700'],
  ['{slot.date} {slot.time}', '2026-03-01 00:05:00'],
  ['{slot.hour}:{slot.minute}', '00:05'],
  ['{slot.compactDate}', '20260301'],
  ['{slot.year}/{slot.month}', '2026/2026-03'],
  ['{slot.weekday}', '7'],
  ['{slot.prevDay}..{slot.nextDay}', '2026-02-28..2026-03-02'],
  ['{slot.prevMonth}..{slot.nextMonth}', '2026-02..2026-04'],
  ['{slot.monthStart}..{slot.monthEnd}', '2026-03-01..2026-03-31'],
  ['{slot.prevMonthStart}..{slot.prevMonthEnd}', '2026-02-01..2026-02-28'],
  ['{slot.weekStart}..{slot.weekEnd}', '2026-02-23..2026-03-01'],
  ['{slot.prevWeekStart}..{slot.prevWeekEnd}', '2026-02-16..2026-02-22'],
  ['{schedule}@{platform}:{shop_id}', 'daily@pdd:1001'],
  ['{{slot.date}} {"a":1}', '{slot.date} {"a":1}'],
])('%s is %s', (template, expected) => {
  expect(fillSlotParams({ text: template }, facts)).toEqual({ text: expected });
});

it('fills texts at any depth and leaves all else as it is', () => {
  const params = { n: 1, none: null, list: ['{slot.date}', 2, { deep: '{slot.prevDay}' }] };
  expect(fillSlotParams(params, facts)).toEqual({
    ...{ n: 1, none: null },
    list: ['2026-03-01', 2, { deep: '2026-02-28' }],
  });
});

it('gives every name a value', () => {
  for (const name of slotTemplateNames)
    expect(fillSlotParams({ text: `{${name}}` }, facts)['text'], name).not.toBe('');
});
