import { expect, test } from 'vitest';
import type { Node } from '../../../../src/contract/node.ts';
import type { Overview } from '../../../../src/contract/overview.ts';
import type { Shop } from '../../../../src/contract/shop.ts';
import { hoursOfDay, scaleOf } from './hours-chart.model.ts';
import { causeParts, firesOf, herdOf, nodesShown, placeOf, rateChange, waitParts } from './overview.model.ts';

const at = '2026-11-22T06:00:00.000Z';
const blocker = (
  kind: Overview['waiting'][number]['kind'],
  waiting: number,
  reason: 'full' | 'paused' | 'no_node' = 'full',
) => ({
  ...{ key: `${kind}:x`, kind, reason, note: null },
  ...{ waiting, oldestAt: at },
});
const live = { running: 0, queued: 0, waiting: 20, scheduled: 0, retrying: 0, failing: 0 };

test('what waits is told apart, and what is not explained is named as such', () => {
  const waiting = [
    blocker('shop', 5),
    blocker('platform', 3),
    blocker('flow', 2),
    blocker('shop', 4, 'paused'),
    blocker('pool', 1, 'no_node'),
  ];
  expect(waitParts({ waiting, live })).toEqual([
    { reason: 'shop', count: 5 },
    { reason: 'limit', count: 5 },
    { reason: 'no_node', count: 1 },
    { reason: 'paused', count: 4 },
    { reason: 'other', count: 5 },
  ]);
  expect(waitParts({ waiting: [], live: { ...live, waiting: 0 } })).toEqual([]);
});

test('the trend compares with the same time a week ago, where there is something to compare', () => {
  const counts = { total: 10, succeeded: 9, failed: 1, cancelled: 0, expired: 0, successRate: 90 };
  const none = { total: 0, succeeded: 0, failed: 0, cancelled: 0, expired: 0, successRate: 0 };
  const today = { ...counts, successRate: 98.76, from: at, hours: [] };
  expect(
    rateChange({ today, lastWeek: { from: at, soFar: { ...counts, successRate: 98.35 }, whole: counts } }),
  ).toBe(0.41);
  expect(rateChange({ today, lastWeek: { from: at, soFar: none, whole: none } })).toBeNull();
});

test('a matter leads to its place', () => {
  const matter = { level: 'trouble', count: 1, since: null, note: null, shopCount: 0 } as const;
  expect(placeOf({ ...matter, shops: [], kind: 'dead_letters', subject: 'EXIT: no' })).toEqual({
    path: '/dead-letters',
    search: { group: 'EXIT: no' },
  });
  expect(placeOf({ ...matter, shops: [], kind: 'no_node', subject: null }).path).toBe('/nodes');
});

test('a cause falls into its type and its message', () => {
  expect(causeParts('PAGE_CHANGED: #export not found: twice')).toEqual({
    type: 'PAGE_CHANGED',
    message: '#export not found: twice',
  });
  expect(causeParts('TRANSIENT: <n>: order <id> is <n> old')).toEqual({
    type: 'TRANSIENT',
    message: 'order … is … old',
  });
  expect(causeParts('what?')).toEqual({ type: '', message: 'what?' });
});

test('the herd shows trouble last', () => {
  const shop = (platform: string, id: string, more: Partial<Shop> = {}): Shop => ({
    ...{
      platform,
      id,
      name: null,
      tags: [],
      owner: null,
      enabled: true,
      settings: {},
      origin: 'file' as const,
    },
    ...{ limit: null, paused: null, createdAt: at },
    ...more,
  });
  const paused = { at, by: null, reason: null, cause: 'LOGIN_EXPIRED' };
  expect(
    herdOf([
      shop('jd', '1'),
      shop('pdd', '1', { paused }),
      shop('pdd', '2'),
      shop('pdd', '3', { enabled: false, paused }),
    ]),
  ).toEqual([
    { platform: 'pdd', marks: ['ready', 'off', 'paused'], ready: 1, paused: 1, off: 1 },
    { platform: 'jd', marks: ['ready'], ready: 1, paused: 0, off: 0 },
  ]);
});

test('nodes stand by name, and those long gone are left out', () => {
  const node = (name: string, state: Node['state'], lastSeenAt: string): Node => ({
    ...{ id: name, name, host: '', pid: 1, os: '', version: '', state, draining: false, slots: 1, busy: 0 },
    ...{ pools: [], poolSlots: [], tags: [], flows: [], missing: [], cgroups: null, lastSeenAt },
  });
  const now = Date.parse('2026-11-24T06:00:00.000Z');
  const nodes = [node('n10', 'connected', at), node('n2', 'connected', at), node('n1', 'offline', at)];
  expect(nodesShown(nodes, now).map(({ name }) => name)).toEqual(['n2', 'n10']);
});

test('what fires in one minute stands together', () => {
  const fireAt = '2026-11-22T06:40:00.000Z';
  const run = (runId: string, flow: string, dueAt: string) => ({
    runId,
    flow,
    platform: null,
    shopId: null,
    dueAt,
  });
  expect(
    firesOf({
      count: 5,
      items: [
        run('a', 'sync', '2026-11-22T06:40:01.000Z'),
        run('b', 'sync', '2026-11-22T06:40:59.000Z'),
        run('c', 'sync', '2026-11-22T06:41:00.000Z'),
      ],
      fires: {
        count: 3,
        items: [
          { scheduleId: 'daily', flow: 'sync', at: fireAt, dueAt: '2026-11-22T06:40:30.000Z', runs: 82 },
        ],
      },
    }),
  ).toEqual({
    fires: [
      { dueAt: '2026-11-22T06:40:01.000Z', flow: 'sync', count: 2, schedule: null },
      { dueAt: '2026-11-22T06:40:30.000Z', flow: 'sync', count: 82, schedule: 'daily' },
      { dueAt: '2026-11-22T06:41:00.000Z', flow: 'sync', count: 1, schedule: null },
    ],
    more: 4,
  });
});

test('hours that lie ahead are there, and empty', () => {
  const hours = [{ at, succeeded: 4, failed: 1, cancelled: 2, expired: 1 }];
  const all = hoursOfDay(hours, Date.parse(at), 3);
  expect(all.map(({ ahead }) => ahead)).toEqual([false, true, true]);
  expect(all[0]).toMatchObject({ succeeded: 4, failed: 2 });
});

test.each([
  [0, 1, [1]],
  [1, 1, [1]],
  [4, 4, [2, 4]],
  [560, 600, [200, 400, 600]],
  [9, 10, [5, 10]],
  [1001, 1500, [500, 1000, 1500]],
])('the axis for %i ends at %i', (most, top, lines) => {
  expect(scaleOf(most)).toEqual({ top, lines });
});
