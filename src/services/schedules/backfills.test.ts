import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flowNamed } from '../../../test/support/dispatch-world.ts';
import {
  putShops,
  type ScheduleServer,
  type ScheduleWorld,
  scheduleWorld,
} from '../../../test/support/schedule-world.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';
import { type Backfill, backfillRequestSchema } from '../../contract/backfill.ts';

const hour = 3_600_000;
/** At 09:00 in Shanghai; the worlds begin on 2026-03-02 at 08:00 there. */
const daily = testSchedule('daily', 'sync', { cron: '0 9 * * *', params: { day: '{slot.date}' } });
const lastWeek = { from: '2026-02-23T00:00:00Z', to: '2026-03-02T00:00:00Z' };

let world: ScheduleWorld;
let server: ScheduleServer;
beforeEach(() => {
  world = scheduleWorld({
    flows: [flowNamed('sync'), flowNamed('strict', { params: { type: 'object', required: ['date'] } })],
  });
});
afterEach(async () => {
  await server.kill();
  await world.close();
});

const asked = (more: object = {}) => backfillRequestSchema.parse({ ...lastWeek, ...more });

/** Lets time pass, and ends every run that is there, until the backfill has ended. */
async function untilDone(id: string, on: ScheduleServer = server): Promise<Backfill> {
  for (let step = 0; step < 200; step++) {
    const now = await on.backfills.get(id);
    if (now.state !== 'running') return now;
    for (const run of await world.runs()) if (run.endedAt === null) await world.end(on, run.id);
    await world.clock.advance(200);
  }
  throw new Error(`not done: ${JSON.stringify(await on.backfills.get(id))}`);
}
const days = async (): Promise<unknown[]> => (await world.runs()).map(({ params }) => params['day']);

describe('a backfill', () => {
  it('is previewed, runs the slots of the past, each with its own parameters, and tells how far it is', async () => {
    server = await world.serve([daily]);
    const preview = await server.backfills.preview('daily', asked());
    expect(preview).toMatchObject({
      ...{ slots: 7, takes: 7, ran: 0, calendar: 0, shops: null, runs: 7 },
      ...{ days: 7, first: '2026-02-23T01:00:00.000Z', last: '2026-03-01T01:00:00.000Z' },
    });
    expect(preview.items[0]).toEqual({
      ...{ at: '2026-02-23T01:00:00.000Z', local: '2026-02-23 09:00:00', state: null, reason: null },
      ...{ runs: 0, takes: true, skipped: null },
    });
    expect(await world.runs()).toEqual([]);
    const made = await server.backfills.create('daily', asked({ note: 'orders were wrong' }), 'ann');
    expect(made).toMatchObject({ state: 'running', total: 7, done: 0, createdBy: 'ann' });
    const done = await untilDone(made.id);
    expect(done).toMatchObject({ state: 'done', done: 7, skipped: 0, failed: 0, runs: 7, percent: 100 });
    expect(done.batchId).toBe(made.id);
    expect(await days()).toEqual([23, 24, 25, 26, 27, 28].map((n) => `2026-02-${n}`).concat('2026-03-01'));
    const [run] = await world.runs();
    expect(run).toMatchObject({ source: 'schedule', createdBy: 'ann', serialKey: 'serial:daily' });
    const [slot] = await world.slots(server, 'daily');
    expect(slot).toMatchObject({ state: 'ran', reason: 'backfill', runs: 1, runId: run?.id, lateMs: null });
    expect(slot?.backfillId).toBe(made.id);
    expect((await server.backfills.list({ limit: 5, schedule: 'daily' })).items).toEqual([done]);
  });

  it('of gaps leaves alone what has run, and what a calendar forbids; of all runs it again', async () => {
    const off = {
      ...{
        title: null,
        file: null,
        days: 'all' as const,
        weekend: [],
        workdays: [],
        years: [],
        blackouts: [],
      },
      holidays: [{ from: '2026-02-25', to: '2026-02-25', name: 'stocktaking' }],
      days: 'not-holidays' as const,
    };
    server = await world.serve([{ ...daily, calendars: ['off'] }], { off });
    await untilDone((await server.backfills.create('daily', asked({ to: '2026-02-24T00:00:00Z' }), null)).id);
    expect(await server.backfills.preview('daily', asked())).toMatchObject({
      ...{ slots: 7, takes: 5, ran: 1, calendar: 1, runs: 5 },
      items: [
        { takes: false, skipped: 'ran', runs: 1 },
        {},
        { takes: false, skipped: 'calendar' },
        {},
        {},
        {},
        {},
      ],
    });
    const gaps = await untilDone((await server.backfills.create('daily', asked(), null)).id);
    expect(gaps).toMatchObject({ total: 7, done: 5, skipped: 2, runs: 5 });
    const all = await server.backfills.create('daily', asked({ only: 'all', ignoreCalendars: true }), null);
    expect(await untilDone(all.id)).toMatchObject({ total: 7, done: 7, skipped: 0, runs: 7 });
    const slots = await world.slots(server, 'daily');
    expect(slots.map(({ runs }) => runs)).toEqual([2, 2, 1, 2, 2, 2, 2]);
  });

  it('adds to the record of a slot that was missed or left out, and to one of many in a row', async () => {
    const often = testSchedule('often', 'sync', { cron: '* * * * *', misfire: 'skip', catchUpSeconds: 0 });
    const first = await world.serve([often]);
    await first.kill();
    // 2,880 slots were missed: the last but one 1,879 have one record.
    await world.clock.advance(48 * hour);
    server = await world.serve([often]);
    const before = await world.slots(server, 'often');
    const gathered = before.find(({ count }) => count > 1);
    expect(gathered?.count).toBe(1879);
    const from = Date.parse(gathered?.at ?? '');
    const range = (start: number, end: number) =>
      asked({
        from: new Date(from + start * 60_000).toISOString(),
        to: new Date(from + end * 60_000).toISOString(),
      });
    expect(await server.backfills.preview('often', range(-1, 2))).toMatchObject({ takes: 3 });
    const made = await server.backfills.create('often', range(-1, 2), null);
    expect(await untilDone(made.id)).toMatchObject({ done: 3, runs: 3 });
    const after = await world.slots(server, 'often');
    const at = (minutes: number) => new Date(from + minutes * 60_000).toISOString();
    expect(after.find((slot) => slot.at === at(-1))).toMatchObject({
      ...{ state: 'missed', reason: 'policy_skip', runs: 1, backfillId: made.id },
      words: { en: expect.stringContaining('A backfill has run it since.') as string },
    });
    for (const minutes of [0, 1])
      expect(after.find((slot) => slot.at === at(minutes))).toMatchObject({
        state: 'ran',
        count: 1,
        runs: 1,
      });
    expect(after.find(({ count }) => count > 1)).toMatchObject({
      count: 1877,
      at: at(2),
      lastAt: gathered?.lastAt,
    });
    expect(after.reduce((sum, { count }) => sum + count, 0)).toBe(2880);
    expect(await server.backfills.preview('often', range(-1, 4))).toMatchObject({ takes: 2, ran: 3 });
  });

  it('is throttled: by its rate, and by how many of its runs may be there', async () => {
    server = await world.serve([daily]);
    const slow = await server.backfills.create('daily', asked({ ratePerSecond: 1 }), null);
    await world.clock.advance(3000);
    expect((await server.backfills.get(slow.id)).runs).toBeLessThanOrEqual(4);
    expect((await server.backfills.get(slow.id)).runs).toBeGreaterThanOrEqual(3);
    await server.backfills.command(slow.id, 'cancel', true, null);
    expect((await world.runs()).every(({ state }) => state === 'cancelled')).toBe(true);

    const few = await server.backfills.create('daily', asked({ atOnce: 2, only: 'all' }), null);
    await world.clock.advance(hour);
    expect(await server.backfills.get(few.id)).toMatchObject({ runs: 2, liveRuns: 2, state: 'running' });
    const asleep = world.store.statements();
    await world.clock.advance(20 * 60_000);
    // It waits for one of its runs to end, and asks nobody.
    expect(world.store.statements()).toBe(asleep);
    const live = (await world.runs()).find(({ endedAt }) => endedAt === null);
    await world.end(server, live?.id ?? '');
    await world.clock.advance(1000);
    expect(await server.backfills.get(few.id)).toMatchObject({ runs: 3, liveRuns: 2 });
    expect(await untilDone(few.id)).toMatchObject({ runs: 7, done: 7 });
  });

  it('is paused, cancelled and resumed, exactly', async () => {
    server = await world.serve([daily]);
    const { id } = await server.backfills.create('daily', asked({ ratePerSecond: 1 }), null);
    await world.clock.advance(1500);
    const paused = await server.backfills.command(id, 'pause', false, null);
    await world.clock.advance(hour);
    expect(await server.backfills.get(id)).toEqual(paused);
    expect(await server.backfills.command(id, 'cancel', false, null)).toMatchObject({ state: 'cancelled' });
    await expect(server.backfills.command(id, 'pause', false, null)).rejects.toMatchObject({
      code: 'job_ended',
    });
    await server.backfills.command(id, 'resume', false, null);
    expect(await untilDone(id)).toMatchObject({ state: 'done', runs: 7, done: 7 });
    expect(new Set(await days()).size).toBe(7);
    await expect(server.backfills.get('backfill_none')).rejects.toMatchObject({ code: 'unknown_backfill' });
  });

  it('goes on after a crash in the middle of a slot for many shops, and makes no run twice', async () => {
    const herd = { ...daily, shops: { platform: 'pdd' }, spreadSeconds: 0 };
    server = await world.serve([herd]);
    await putShops(server, 60);
    const { id } = await server.backfills.create('daily', asked({ ratePerSecond: 100, atOnce: 1000 }), null);
    await world.clock.advance(1000);
    const before = (await server.backfills.get(id)).runs;
    expect(before % 60).not.toBe(0);
    await server.kill();
    await world.clock.advance(hour);
    server = await world.serve([{ ...herd, cron: '0 10 * * *' }]);
    const done = await untilDone(id);
    expect(done).toMatchObject({ state: 'done', total: 7, done: 7, runs: 420 });
    const runs = await world.runs();
    const keys = new Set(runs.map(({ slotAt, shopId }) => `${slotAt} ${shopId}`));
    expect([runs.length, keys.size]).toEqual([420, 420]);
    const slots = await world.slots(server, 'daily');
    expect(slots.filter(({ reason }) => reason === 'backfill').map(({ runs: made }) => made)).toEqual(
      new Array(7).fill(60),
    );
  });

  it('names the slots that could not be run, and ends', async () => {
    server = await world.serve([testSchedule('strict', 'strict', { cron: '0 9 * * *' })]);
    const { id } = await server.backfills.create('strict', asked(), null);
    const done = await untilDone(id);
    expect(done).toMatchObject({ state: 'done', done: 0, failed: 7, runs: 0, batchId: null });
    expect(done.faults[0]).toMatchObject({
      ...{ at: '2026-02-23T01:00:00.000Z', code: 'invalid_params' },
      words: { zh: expect.stringMatching(/^参数不符合流程/) as string },
    });
    expect(await world.slots(server, 'strict')).toEqual([]);
  });

  it('has no slot that is still to be decided, and is refused for a range that is none', async () => {
    server = await world.serve([daily]);
    const ahead = asked({ from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z' });
    expect(await server.backfills.preview('daily', ahead)).toMatchObject({
      slots: 1,
      to: '2026-03-02T00:00:00.001Z',
    });
    const backwards = asked({ from: lastWeek.to, to: lastWeek.from });
    await expect(server.backfills.preview('daily', backwards)).rejects.toMatchObject({ code: 'bad_request' });
    const empty = asked({ from: '2026-04-01T00:00:00Z', to: '2026-05-01T00:00:00Z' });
    expect(await server.backfills.create('daily', empty, null)).toMatchObject({ state: 'done', total: 0 });
  });
});
