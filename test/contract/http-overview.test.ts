/** The overview, and counts and files of runs: the same figures as the lists and the rows of the store. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock-system/system-clock.ts';
import type { Overview } from '../../src/contract/overview.ts';
import type { Run } from '../../src/contract/run.ts';
import { type FinalState, finalStates } from '../../src/contract/run-states.ts';
import type { RunStats } from '../../src/contract/run-stats.ts';
import type { SearchResult } from '../../src/contract/search.ts';
import { parseCsv } from '../support/parse-csv.ts';
import { insertRun } from '../support/stored-records.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

/** 14:20 of a Saturday in Shanghai. */
const now = Date.UTC(2026, 10, 28, 6, 20);
const hour = 3_600_000;
/** What is added to the uptime, so that no answer is shared. */
let ahead = 0;
const clock = { ...systemClock, now: () => now, uptimeMs: () => systemClock.uptimeMs() + (ahead += 1000) };
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    flows: [testFlow('sync_order', { title: '同步订单' }), testFlow('reply')],
    shops: [
      { platform: 'pdd', id: '1001', name: '一号店', tags: [], owner: null, enabled: true, settings: {} },
    ],
    clock,
    onDisk: true,
  });
  let n = 0;
  await server.store.write(async (tx) => {
    const ended = async (state: FinalState, count: number, endedAt: number): Promise<void> => {
      for (let i = 0; i < count; i++)
        await insertRun(tx, `old-${n++}`, {
          flow: 'sync_order',
          state,
          createdAt: endedAt - 1000,
          startedAt: endedAt - 500,
          endedAt,
          params: { note: '=1+1' },
          error: state === 'failed' ? { type: 'EXIT', message: 'exit 1, of page 3' } : null,
        });
    };
    await ended('succeeded', 9, now - 30 * 24 * hour);
    await ended('succeeded', 4, now - 7 * 24 * hour - hour);
    await ended('failed', 4, now - 7 * 24 * hour + 3 * hour);
    await ended('succeeded', 3, now - 24 * hour - 30 * 60_000);
    await ended('failed', 1, now - 24 * hour + 2 * hour);
    await ended('succeeded', 5, now - 15 * hour);
    // Today began at 16:00 UTC.
    await ended('expired', 1, now - 14 * hour);
    await ended('failed', 2, now - 2 * hour);
    await ended('cancelled', 1, now - 2 * hour);
    await ended('succeeded', 7, now - 10 * 60_000);
  });
});
afterAll(async () => {
  await server.close();
});

const read = async <T>(path: string): Promise<T> => JSON.parse((await server.call('GET', path)).text) as T;

it("counts today's ends beside yesterday's and last week's", async () => {
  const { today, yesterday, lastWeek, timezone } = await read<Overview>('/api/overview');
  expect(timezone).toBe('Asia/Shanghai');
  expect(today).toMatchObject({
    from: '2026-11-27T16:00:00.000Z',
    ...{ total: 11, succeeded: 7, failed: 2, cancelled: 1, expired: 1, successRate: 63.64 },
  });
  expect(today.hours).toHaveLength(15);
  expect(today.hours[14]).toEqual({
    at: '2026-11-28T06:00:00.000Z',
    ...{ succeeded: 7, failed: 0, cancelled: 0, expired: 0 },
  });
  expect(today.hours[12]).toMatchObject({ failed: 2, cancelled: 1 });
  expect(today.hours.reduce((sum, one) => sum + one.succeeded + one.failed, 0)).toBe(9);
  expect(yesterday.soFar).toMatchObject({ total: 3, succeeded: 3, successRate: 100 });
  expect(yesterday.whole).toMatchObject({ total: 9, succeeded: 8, failed: 1, successRate: 88.89 });
  expect(lastWeek.soFar).toMatchObject({ total: 4, successRate: 100 });
  expect(lastWeek.whole).toMatchObject({ total: 8, successRate: 50 });
});

it('follows what happens: live runs, blockers, pauses, letters, and what to handle', async () => {
  const before = await read<Overview>('/api/overview');
  expect(before.level).toBe('well');
  const submit = async (body: object): Promise<string> =>
    (await server.call('POST', '/api/runs', { flow: 'reply', ...body })).body.run.id;
  await submit({ shopId: '1001', platform: 'pdd' });
  await submit({ delaySeconds: 600, params: { later: 1 } });
  await submit({ delaySeconds: 7200, params: { later: 2 } });
  const stuck = await read<Overview>('/api/overview');
  expect(stuck.level).toBe('trouble');
  expect(stuck.live).toEqual({ running: 0, queued: 0, waiting: 1, scheduled: 2, retrying: 0, failing: 0 });
  expect(stuck.matters).toMatchObject([{ kind: 'no_node', level: 'trouble', count: 1 }]);
  expect(stuck.waiting).toMatchObject([{ kind: 'pool', reason: 'no_node', waiting: 1 }]);
  await server.call('POST', '/api/shops/pdd/1001/pause', { reason: 'stocktaking' });
  // The pause is what holds it back now; without it, it would wait for a node.
  const held = await read<Overview>('/api/overview');
  expect(held).toMatchObject({
    ...{ level: 'attention', waiting: [{ kind: 'shop', reason: 'paused', waiting: 1 }] },
    matters: [
      {
        ...{ kind: 'shops_paused', level: 'attention', count: 1 },
        ...{ subject: 'person', note: 'stocktaking', shopCount: 1 },
        shops: [{ platform: 'pdd', id: '1001', name: '一号店' }],
      },
    ],
  });
  expect(stuck.nextHour).toMatchObject({ count: 1, items: [{ flow: 'reply' }] });

  const node = await server.node({ slots: 4 });
  await server.call('POST', '/api/shops/pdd/1001/resume');
  const failing = await submit({ params: { fails: true }, maxRetries: 0 });
  const fails = { outcome: 'failed', code: 1, error: { type: 'EXIT', message: 'exit 3' } } as const;
  await node.finish(failing, fails);
  const seen = await read<Overview>('/api/overview');
  expect(seen.nodes).toEqual({ connected: 1, draining: 0, reconnecting: 0, offline: 0 });
  expect(seen.slots).toEqual({ busy: 1, total: 4 });
  // The event was counted on top of the rows, once.
  expect([seen.today.failed, seen.today.total]).toEqual([3, 12]);
  expect(seen.deadLetters).toMatchObject({ open: 1, groups: [{ type: 'EXIT', count: 1, flows: 1 }] });
  expect(seen.matters.map(({ kind }) => kind)).toEqual(['dead_letters']);

  const retried = await submit({ params: { again: true }, maxRetries: 1 });
  await node.finish(retried, fails);
  expect((await read<Overview>('/api/overview')).live).toMatchObject({ retrying: 1, failing: 1 });
  await server.call('POST', '/api/system/maintenance', { on: true, note: 'moving' });
  expect((await read<Overview>('/api/overview')).matters.at(-1)).toMatchObject({
    ...{ kind: 'maintenance', note: 'moving' },
  });
  await server.call('POST', '/api/system/maintenance', { on: false });
});

it('the next hour has what schedules will fire, and nothing that they will leave out', async () => {
  const make = (name: string, cron: string, more: object = {}): Promise<unknown> =>
    server.call('POST', '/api/schedules', { name, flow: 'reply', cron, ...more });
  await make('quarters', '*/15 * * * *');
  await make('half', '30 14 * * *', { shops: { platform: 'pdd' }, jitterSeconds: 60 });
  await make('none', '40 14 * * *', { shops: { platform: 'temu' } });
  await make('tonight', '0 23 * * *');
  await make('held', '50 14 * * *');
  await server.call('POST', '/api/schedules/held/pause');
  const { fires } = (await read<Overview>('/api/overview')).nextHour;
  expect(fires.count).toBe(6);
  const at = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();
  expect(fires.items.map(({ scheduleId, at: slot, runs }) => [scheduleId, slot, runs])).toEqual([
    ['quarters', at(10), 1],
    ['half', at(10), 1],
    ['none', at(20), 0],
    ['quarters', at(25), 1],
    ['quarters', at(40), 1],
    ['quarters', at(55), 1],
  ]);
  // Later by its jitter, as the schedule says of itself.
  const dueAt = fires.items[1]?.dueAt ?? '';
  expect(Date.parse(dueAt)).toBeGreaterThan(now + 10 * 60_000);
  expect((await server.call('GET', '/api/schedules/half')).text).toContain(
    `"at":"${at(10)}","dueAt":"${dueAt}"`,
  );
});

it('counts of a selection are those of its list, by state and over time', async () => {
  const all = await read<RunStats>('/api/runs/stats');
  const { items: listed } = await read<{ items: Run[] }>('/api/runs?limit=200');
  expect(all.total).toBe(listed.length);
  for (const [state, count] of Object.entries(all.states))
    expect([state, count]).toEqual([state, listed.filter((run) => run.state === state).length]);
  const bars = all.histogram.bars.flatMap(({ counts }) => Object.values(counts));
  expect(bars.reduce((sum, one) => sum + one, 0)).toBe(all.total);
  expect(all.histogram.bars.length).toBeLessThanOrEqual(61);

  const failed = await read<RunStats>('/api/runs/stats?state=failed,expired&flow=sync_order');
  expect(failed.total).toBe(8);
  // Tabs show what they would lead to.
  expect(failed.states['succeeded']).toBe(28);
  const from = new Date(now - 3 * hour).toISOString();
  const to = new Date(now).toISOString();
  const short = await read<RunStats>(`/api/runs/stats?flow=sync_order&from=${from}&to=${to}&bars=30`);
  expect(short.total).toBe(10);
  expect(short.histogram.stepSeconds).toBe(300);
  const days = await read<RunStats>('/api/runs/stats?flow=sync_order&bars=40');
  expect(days.histogram.stepSeconds).toBe(86_400);
  expect(days.histogram.bars.map(({ at }) => at)).toContain('2026-11-27T16:00:00.000Z');
  expect(await read('/api/runs/stats?flow=none')).toMatchObject({ total: 0, histogram: { bars: [] } });
});

it('an export is the list as a file, and no cell of it is calculated', async () => {
  const answer = await server.call('GET', '/api/runs/export?state=failed&flow=sync_order');
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.text.charCodeAt(0)).not.toBe(0xef);
  const [names = [], ...rows] = parseCsv(answer.text);
  expect(rows).toHaveLength(7);
  const column = (name: string): string[] => rows.map((row) => row[names.indexOf(name)] ?? '');
  expect(new Set(column('state'))).toEqual(new Set(['failed']));
  expect(new Set(column('error'))).toEqual(new Set(['exit 1, of page 3']));
  expect(column('seconds')[0]).toBe('0.5');
  const listed = (await server.call('GET', '/api/runs?limit=200&state=failed&flow=sync_order')).body.items;
  expect(column('id')).toEqual(listed.map(({ id }) => id));
  const shop = await server.call('GET', '/api/runs/export?platform=pdd&text=stock');
  expect(parseCsv(shop.text)).toHaveLength(1);
  await server.store.write((tx) =>
    insertRun(tx, '=evil()', { state: 'succeeded', endedAt: now, flow: 'evil' }),
  );
  expect((await server.call('GET', '/api/runs/export?flow=evil')).text).toContain("'=evil()");
});

it('the palette finds runs, flows, shops and nodes', async () => {
  const found = (q: string): Promise<SearchResult> => read(`/api/search?q=${encodeURIComponent(q)}`);
  expect((await found('订单')).flows).toEqual([{ name: 'sync_order', title: '同步订单' }]);
  expect((await found('SYNC')).flows).toHaveLength(1);
  expect((await found('一号')).shops).toEqual([{ platform: 'pdd', id: '1001', name: '一号店' }]);
  expect((await found('pdd:100')).shops).toHaveLength(1);
  expect((await found('old-12')).runs).toMatchObject([{ id: 'old-12', state: 'succeeded' }]);
  expect((await found('old-')).runs).toHaveLength(6);
  expect(finalStates).toContain((await found('old-1')).runs[0]?.state);
});
