import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flowNamed } from '../../../test/support/dispatch-world.ts';
import {
  putShops,
  type ScheduleServer,
  type ScheduleWorld,
  scheduleWorld,
} from '../../../test/support/schedule-world.ts';
import { insertRun, newNode } from '../../../test/support/stored-records.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';
import { type Plan, planQuerySchema } from '../../contract/schedule-plan.ts';

const hourMs = 3_600_000;
let world: ScheduleWorld;
let server: ScheduleServer;
beforeEach(() => {
  // 2026-03-02 at 08:00 in Shanghai, a Monday.
  world = scheduleWorld({ flows: [flowNamed('sync'), flowNamed('report')] });
});
afterEach(() => world.close());

const plan = async (query: object = {}): Promise<Plan> => server.schedules.plan(planQuerySchema.parse(query));

describe('the plan', () => {
  it('has the slots of today over all schedules, with those that will not run', async () => {
    server = await world.serve([
      testSchedule('hourly', 'sync', { cron: '0 * * * *' }),
      testSchedule('morning', 'report', { cron: '30 9 * * *', timezone: 'Europe/Berlin' }),
      testSchedule('paused', 'report', { cron: '0 12 * * *' }),
      testSchedule('off', 'report', { enabled: false }),
      testSchedule('never today', 'report', { cron: '0 12 * * 6' }),
    ]);
    await server.schedules.pause('paused', 'ann', null);
    const today = await plan();
    expect(today).toMatchObject({
      ...{ from: '2026-03-01T16:00:00.000Z', to: '2026-03-02T16:00:00.000Z', zone: 'Asia/Shanghai' },
      ...{ bucketSeconds: 900, totals: { schedules: 3, slots: 16, runs: 16, skipped: 1 }, complete: true },
      nextCursor: null,
    });
    expect(today.buckets).toHaveLength(96);
    expect(today.items.map(({ scheduleId, slots, skipped }) => [scheduleId, slots, skipped])).toEqual([
      ...[
        ['hourly', 15, 0],
        ['morning', 1, 0],
        ['paused', 1, 1],
      ],
    ]);
    const [hourly, morning, paused] = today.items;
    expect(hourly?.fires).toHaveLength(10);
    // 09:30 in Berlin is 16:30 here: the 66th quarter of the day.
    expect(morning?.cells).toEqual([{ bucket: 66, slots: 1, runs: 1, skipped: 0 }]);
    expect(morning?.fires[0]?.local).toBe('2026-03-02 09:30:00');
    expect(paused?.fires[0]?.skipped?.reason).toBe('paused');
    expect(today.buckets[48]).toMatchObject({ at: '2026-03-02T04:00:00.000Z', slots: 1, skipped: 1 });
  });

  it('has of what is over the slots that were, with the runs that they made', async () => {
    const shops = { cron: '0 * * * *', shops: { platform: 'pdd' }, spreadSeconds: 0 };
    server = await world.serve([
      testSchedule('nightly', 'sync'),
      testSchedule('orders', 'sync', shops),
      testSchedule('often', 'report', { cron: '*/5 * * * *', overlap: 'allow' }),
    ]);
    // Made at 08:00: 00:05 of today never was, nor was anything else before.
    const fresh = await plan();
    expect(fresh.items.map(({ scheduleId, slots }) => [scheduleId, slots])).toEqual([
      ...[
        ['often', 16 * 12 - 1],
        ['orders', 15],
      ],
    ]);
    expect(fresh.buckets.slice(0, 32).every(({ slots, skipped }) => slots + skipped === 0)).toBe(true);

    await putShops(server, 3);
    await world.clock.advance(hourMs);
    await server.schedules.pause('orders', 'ann', 'stocktaking');
    await world.clock.advance(hourMs);
    await server.schedules.resume('orders');
    await putShops(server, 5);
    const orders = (await plan({ text: 'orders' })).items[0];
    // At 09:00 three shops, at 10:00 a pause, then as things stand.
    expect(orders).toMatchObject({ slots: 15, skipped: 1, runsPerSlot: 5 });
    expect(orders?.cells.slice(0, 3)).toEqual([
      { bucket: 36, slots: 1, runs: 3, skipped: 0 },
      { bucket: 40, slots: 0, runs: 0, skipped: 1 },
      { bucket: 44, slots: 1, runs: 5, skipped: 0 },
    ]);
    expect(orders?.fires.slice(0, 3)).toMatchObject([
      { local: '2026-03-02 09:00:00', runs: 3 },
      {
        local: '2026-03-02 10:00:00',
        runs: 0,
        skipped: { reason: 'paused', detail: { note: 'stocktaking' } },
      },
      { local: '2026-03-02 11:00:00' },
    ]);
    expect((await plan({ text: 'often' })).totals).toMatchObject({ slots: 16 * 12 - 1, skipped: 0 });

    // An edit changes nothing of what was.
    await server.edit([testSchedule('orders', 'sync', { ...shops, cron: '30 22 * * *' })]);
    expect(
      (await plan()).items.map(({ slots, cells }) => [slots, cells.map(({ bucket }) => bucket)]),
    ).toEqual([[3, [36, 40, 90]]]);
  });

  it('has each of many slots in a row that nobody was there for as left out', async () => {
    const minutely = testSchedule('minutely', 'sync', { cron: '* * * * *', overlap: 'allow' });
    server = await world.serve([minutely]);
    await server.kill();
    await world.clock.advance(3 * hourMs);
    server = await world.serve([minutely]);
    await world.clock.advance(0);
    // Missed from 08:01 to 11:00, of which the last ran afterwards.
    const past = { from: '2026-03-02T00:00:00Z', to: '2026-03-02T03:00:01Z', fires: 1 };
    const { totals, buckets } = await plan(past);
    expect(totals).toMatchObject({ slots: 1, runs: 1, skipped: 179 });
    expect(buckets[1]).toMatchObject({ slots: 0, skipped: 5 });
  });

  it('is paged, narrowed, and of a week at most', async () => {
    server = await world.serve([
      ...Array.from({ length: 7 }, (_, n) =>
        testSchedule(`s${n}`, n < 5 ? 'sync' : 'report', { cron: '5 9 * * *', tags: [`t${n}`] }),
      ),
    ]);
    const first = await plan({ limit: 3, fires: 0 });
    expect(first.items.map(({ scheduleId }) => scheduleId)).toEqual(['s0', 's1', 's2']);
    expect(first.totals.schedules).toBe(7);
    const second = await plan({ limit: 3, cursor: first.nextCursor });
    expect(second.items.map(({ scheduleId }) => scheduleId)).toEqual(['s3', 's4', 's5']);
    expect((await plan({ flow: 'report' })).totals).toMatchObject({ schedules: 2, slots: 2 });
    expect((await plan({ tag: 't3' })).totals.slots).toBe(1);
    const week = await plan({ from: '2026-03-01T16:00:00Z', to: '2026-03-08T16:00:00Z', text: 'S4' });
    expect(week).toMatchObject({ bucketSeconds: 3600, totals: { slots: 7 } });
    const tooLong = { from: '2026-03-01T16:00:00Z', to: '2026-03-18T16:00:00Z' };
    await expect(plan(tooLong)).rejects.toMatchObject({ code: 'bad_request' });
    await expect(plan({ cursor: 'nowhere' })).rejects.toMatchObject({ code: 'bad_cursor' });
    await server.edit([testSchedule('other', 'sync', { cron: '5 9 * * *' })]);
    expect((await plan()).items.map(({ scheduleId }) => scheduleId)).toEqual(['other']);
  });

  it('knows from history how long runs take, how many shops a slot is for, and where nodes have too few places', async () => {
    server = await world.serve([
      testSchedule('orders', 'sync', { cron: '0 10 * * *', shops: { platform: 'pdd' }, spreadSeconds: 0 }),
      testSchedule('prices', 'sync', { cron: '0 20 * * *' }),
      testSchedule('report', 'report', { cron: '0 21 * * *' }),
    ]);
    await putShops(server, 12);
    const began = Date.parse('2026-03-01T02:00:00Z');
    await world.store.write(async (tx) => {
      await tx.putNode(newNode('n1', { slots: 3, connected: true }));
      for (const [n, minutes] of [20, 30, 40].entries())
        await insertRun(tx, `done-${n}`, {
          ...{ flow: 'sync', state: 'succeeded', code: 0, scheduleId: 'orders', slotAt: began + n },
          ...{ startedAt: began, endedAt: began + minutes * 60_000 },
        });
    });
    const today = await plan();
    expect(today.items.map(({ durationSeconds, runsPerSlot }) => [durationSeconds, runsPerSlot])).toEqual([
      ...[
        [1800, 12],
        [1800, 1],
        [null, 1],
      ],
    ]);
    expect(today.capacity).toBe(3);
    // 12 runs of half an hour at once from 10:00: two quarters of an hour in which 12 places are wanted.
    expect(today.buckets.slice(39, 43).map(({ busy, peak }) => [busy, peak])).toEqual([
      ...[
        [0, null],
        [12, 'over'],
        [12, 'over'],
        [0, null],
      ],
    ]);
    expect(today.peaks).toEqual([
      {
        ...{
          from: '2026-03-02T02:00:00.000Z',
          to: '2026-03-02T02:30:00.000Z',
          kind: 'over',
          runs: 12,
          busy: 12,
        },
        schedules: ['orders'],
      },
    ]);
  });

  it('of a schedule of each second is bounded, says so, and gives way to others meanwhile', async () => {
    server = await world.serve([
      testSchedule('each second', 'sync', { cron: '* * * * * *' }),
      testSchedule('hourly', 'sync', { cron: '0 * * * *' }),
    ]);
    let whole: Plan | null = null;
    void plan().then((made) => {
      whole = made;
    });
    // As long as reading what it needs may take.
    await world.store.history.nodes();
    // It waits for its next turn, which virtual time has not given.
    expect(whole).toBeNull();
    await world.clock.advance(1);
    expect(whole).toMatchObject({ complete: false, totals: { schedules: 2, slots: 10_080 + 15 } });
    expect((await plan()).items.map(({ complete }) => complete)).toEqual([false, true]);
  });
});

it('a slot tells why it ran, will run, or is none', async () => {
  const hourly = testSchedule('hourly', 'sync', { cron: '0 * * * *' });
  server = await world.serve([hourly]);
  await world.clock.advance(3_600_000);
  const kindAt = async (time: string): Promise<string> =>
    (await server.schedules.whySlot('hourly', Date.parse(`2026-03-02T${time}:00Z`))).kind;
  expect(await kindAt('01:00')).toBe('decided');
  expect(await kindAt('02:00')).toBe('coming');
  expect(await kindAt('02:30')).toBe('none');
  expect(await kindAt('00:00')).toBe('before');
  await server.schedules.pause('hourly', 'ann', 'stocktaking');
  expect(await server.schedules.whySlot('hourly', Date.parse('2026-03-02T02:00:00Z'))).toMatchObject({
    fire: { skipped: { reason: 'paused' } },
    words: { zh: '按目前情况不会触发。已跳过:调度处于暂停状态(stocktaking)。' },
    next: '2026-03-02T03:00:00.000Z',
  });
  await world.store.write((tx) => tx.pruneSlots(Date.parse('2026-03-02T01:30:00Z'), 10));
  expect(await kindAt('01:00')).toBe('removed');
  await server.edit([{ ...hourly, enabled: false }]);
  expect(await kindAt('02:00')).toBe('off');
});
