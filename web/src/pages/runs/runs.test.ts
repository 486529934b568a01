import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../src/contract/run.ts';
import { outputLine, reasonOf } from './run-reason.model.ts';
import { chartOf, stretchOf } from './runs-chart.model.ts';
import {
  filterCount,
  instantOf,
  mayBelong,
  runsSearch,
  selectionOf,
  timeChoiceOf,
  timesOf,
} from './runs-search.model.ts';
import { shopKey, shopOf } from './shop-key.model.ts';
import { instantOfLocal, localText } from './zoned-time.model.ts';

const now = Date.parse('2026-11-22T06:32:08Z');
const zone = 'Asia/Shanghai';

/** A run as far as these rules look at it. */
const run = (more: Partial<Run>): Run => ({
  id: 'run_1',
  flow: 'f',
  flowHash: null,
  platform: 'pdd',
  shopId: '1001',
  state: 'queued',
  code: null,
  error: null,
  priority: 5,
  params: {},
  output: null,
  progress: null,
  tags: [],
  attempt: 0,
  failures: 0,
  maxRetries: 2,
  dedupeKey: null,
  source: 'api',
  createdBy: null,
  createdAt: '2026-11-22T06:00:00Z',
  dueAt: '2026-11-22T06:10:00Z',
  queuedAt: null,
  startedAt: null,
  endedAt: null,
  expiresAt: null,
  timeoutSeconds: 60,
  blockedBy: null,
  nodeId: null,
  batchId: null,
  retryOf: null,
  retriedAs: null,
  scheduleId: null,
  slotAt: null,
  cancelRequestedAt: null,
  ...more,
});

describe('the address of the list', () => {
  it('keeps what has a meaning', () => {
    expect(
      runsSearch({
        state: 'failed,nonsense,running',
        from: 'today',
        to: 'x',
        code: '9',
        flow: ' a ',
        q: '1',
      }),
    ).toEqual({ state: 'running,failed', from: 'today', flow: 'a' });
  });

  it('becomes what the API is asked for, words for times in the zone in force', () => {
    expect(
      selectionOf({ state: 'failed', shop: 'pdd:1001', from: 'yesterday', to: 'today' }, now, zone),
    ).toEqual({
      state: ['failed'],
      shop: 'pdd:1001',
      from: '2026-11-20T16:00:00.000Z',
      to: '2026-11-21T16:00:00.000Z',
    });
    expect(instantOf('-1h', now, zone)).toBe(now - 3_600_000);
    expect(instantOf('2026-11-22T01:00:00+08:00', now, zone)).toBe(Date.parse('2026-11-21T17:00:00Z'));
    expect(instantOf('2026', now, zone)).toBeUndefined();
  });

  it('has one of the offered spans, none, or another', () => {
    expect(timeChoiceOf({})).toBe('');
    expect(timeChoiceOf(timesOf('yesterday|today'))).toBe('yesterday|today');
    expect(timeChoiceOf({ from: '2026-11-22T01:00:00Z' })).toBe('custom');
    expect(filterCount({ state: 'failed', from: 'today', to: '', flow: 'f' })).toBe(2);
  });

  it('tells whether what an event tells of may belong to it', () => {
    const event = { flow: 'f', platform: 'pdd', shopId: '1001', to: 'failed' } as const;
    expect(mayBelong({ state: 'failed', shop: 'pdd:1001' }, event)).toBe(true);
    expect(mayBelong({ state: 'running' }, event)).toBe(false);
    expect(mayBelong({ shop: '1002' }, event)).toBe(false);
    expect(mayBelong({ shop: '1001' }, event)).toBe(true);
    expect(mayBelong({ platform: 'jd' }, event)).toBe(false);
  });

  it('names shops with their platform or without', () => {
    expect(shopOf('pdd:1001')).toEqual({ platform: 'pdd', shopId: '1001' });
    expect(shopOf('1001')).toEqual({ platform: null, shopId: '1001' });
    expect(shopKey({ platform: 'pdd', shopId: '1001' })).toBe('pdd:1001');
    expect(shopKey({ platform: 'pdd', shopId: null })).toBeNull();
  });
});

describe('what is said of a run', () => {
  it('names the blocker of a waiting one, and since when', () => {
    const by = { key: 'pool:default:sync:', kind: 'pool', reason: 'no_node', note: null } as const;
    expect(reasonOf(run({ state: 'blocked', blockedBy: by }), 'en')).toMatchObject({
      key: 'why.pool.no_node',
      values: { name: 'default' },
      clock: { kind: 'since', at: '2026-11-22T06:10:00Z' },
    });
    const paused = { key: 'shop:pdd:1', kind: 'shop', reason: 'paused', note: '登录失效' } as const;
    expect(reasonOf(run({ state: 'blocked', blockedBy: paused }), 'en')).toMatchObject({
      key: 'why.shop.paused',
      text: '登录失效',
      tone: 'blocked',
    });
  });

  it('shows how far a running one is, and when one is tried again', () => {
    expect(reasonOf(run({ state: 'running', progress: { value: 0.4, note: '40' } }), 'en')).toMatchObject({
      bar: 0.4,
      text: '40',
    });
    const error = { type: 'TRANSIENT', message: 'away\nmore' } as const;
    expect(reasonOf(run({ state: 'retrying', failures: 2, error }), 'en')).toMatchObject({
      values: { n: 2 },
      text: 'away',
      clock: { kind: 'until' },
    });
  });

  it('takes the telling line of an output', () => {
    expect(outputLine({ summary: '新增 3 单', n: 1 })).toBe('新增 3 单');
    expect(outputLine({ orders: 1310, done: true, deep: {} })).toBe('orders 1,310 · done true');
    expect(outputLine(null)).toBeNull();
  });
});

describe('the time chart', () => {
  const hour = (h: number): string => new Date(Date.UTC(2026, 10, 22, h)).toISOString();
  const stats = {
    histogram: {
      stepSeconds: 3600,
      from: hour(1),
      to: hour(5),
      bars: [
        { at: hour(1), counts: { succeeded: 3, failed: 1 } },
        { at: hour(4), counts: { running: 2, expired: 1 } },
      ],
    },
  };

  it('has a bar for each stretch, also where nothing was', () => {
    const chart = chartOf(stats);
    expect(chart?.bars.map(({ total }) => total)).toEqual([4, 0, 0, 3]);
    expect(chart?.bars[3]).toMatchObject({ failed: 1, live: 2, ended: 0 });
    expect(chart?.highest).toBe(4);
  });

  it('turns what is drawn over it into whole bars', () => {
    const chart = chartOf(stats);
    if (chart === null) throw new Error('no chart');
    expect(stretchOf(chart, 0.3, 0.6)).toEqual({ from: Date.parse(hour(2)), to: Date.parse(hour(4)) });
    expect(stretchOf(chart, 1, 0.9)).toEqual({ from: Date.parse(hour(4)), to: Date.parse(hour(5)) });
  });

  it('is empty where no run is', () => {
    expect(chartOf({ histogram: { ...stats.histogram, bars: [] } })).toBeNull();
  });
});

describe('an instant as a person types it', () => {
  it('is of the zone in force, in summer and in winter', () => {
    expect(localText(now, zone)).toBe('2026-11-22T14:32');
    expect(instantOfLocal('2026-11-22T14:32', zone)).toBe(Date.parse('2026-11-22T06:32:00Z'));
    expect(instantOfLocal('2026-07-01T12:00', 'Europe/Berlin')).toBe(Date.parse('2026-07-01T10:00:00Z'));
    expect(instantOfLocal('2026-03-29T01:30', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T00:30:00Z'));
    expect(instantOfLocal('soon', zone)).toBeUndefined();
  });
});
