import { expect, it } from 'vitest';
import { testSchedule } from '../../test/support/test-schedule.ts';
import { testFlow } from '../../test/support/test-server.ts';
import type { Manifest } from '../contract/manifest.ts';
import { changeText, configChanges, viewOf } from './config-changes.ts';

const shop = (id: string, name: string) => ({
  platform: 'pdd',
  id,
  name,
  tags: [],
  owner: null,
  enabled: true,
  settings: {},
});
const match = { platform: '*', taskType: 'a' };

const schedule = testSchedule('daily', 'edited');
const calendar = {
  ...{ title: null, file: null, days: 'all' as const, weekend: [0, 6] },
  ...{ holidays: [], workdays: [], blackouts: [], years: [] },
};

const before: Manifest = {
  flows: [
    testFlow('kept', { match }),
    testFlow('edited', { match: { ...match, taskType: 'b' } }),
    testFlow('gone'),
    testFlow('code'),
  ],
  limits: { 'shop:*': 1, 'platform:pdd': 20 },
  shops: [shop('1', 'one'), shop('2', 'two')],
  pools: { default: { title: null } },
  node: { name: null, slots: 5, tags: null, pools: null },
  schedules: [{ ...schedule, cron: '1 0 * * *' }],
  calendars: { cn: calendar },
};

it('names what has been added, removed and changed, and the members that have', () => {
  const after: Manifest = {
    flows: [
      testFlow('edited', {
        match: { ...match, taskType: 'b' },
        retry: { max: 2 },
        timeoutSeconds: 5,
        hash: 'other',
      }),
      testFlow('kept', { match }),
      testFlow('code', { hash: 'other' }),
      testFlow('new'),
    ],
    limits: { 'platform:pdd': 10, 'flow:new': 1 },
    shops: [shop('1', 'uno'), shop('3', 'three')],
    pools: { default: { title: 'all' } },
    node: { name: null, slots: 8, tags: null, pools: null },
    schedules: [schedule],
    calendars: { cn: { ...calendar, weekend: [0] } },
  };
  expect(configChanges(viewOf(before), viewOf(after)).map(changeText)).toEqual([
    'flow edited: timeoutSeconds, retry',
    'flow code: program',
    'flow new added',
    'flow gone removed',
    'flows match: order',
    'limit shop:* removed',
    'limit platform:pdd: 20 → 10',
    'limit flow:new added',
    'shop pdd:1: name',
    'shop pdd:3 added',
    'shop pdd:2 removed',
    'pool default: title',
    'node slots: 5 → 8',
    'schedule daily: cron',
    'calendar cn: weekend',
  ]);
  expect(configChanges(viewOf(before), viewOf(before))).toEqual([]);
});
