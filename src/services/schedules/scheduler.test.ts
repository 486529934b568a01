import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flowNamed } from '../../../test/support/dispatch-world.ts';
import { putShops, type ScheduleWorld, scheduleWorld } from '../../../test/support/schedule-world.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';

const minute = 60_000;
const hour = 60 * minute;
/** Daily at 09:00; the worlds begin at 08:00. */
const daily = testSchedule('daily', 'sync', { cron: '0 9 * * *' });
const hourly = testSchedule('hourly', 'sync', { cron: '0 * * * *' });

let world: ScheduleWorld;
beforeEach(() => {
  world = scheduleWorld({
    flows: [flowNamed('sync'), flowNamed('strict', { params: { type: 'object', required: ['date'] } })],
  });
});
afterEach(() => world.close());

const short = (slot: { state: string; reason: string | null; at: string }): string =>
  `${slot.at.slice(11, 16)} ${slot.state}${slot.reason === null ? '' : ` ${slot.reason}`}`;
const told = async (server: Parameters<ScheduleWorld['slots']>[0], id: string): Promise<string[]> =>
  (await world.slots(server, id)).map(short);

describe('a slot', () => {
  it('makes its run when it comes, once, with the slot in its parameters', async () => {
    const schedule = { ...daily, params: { day: '{slot.prevDay}' }, tags: ['daily'], priority: 9 };
    const server = await world.serve([schedule]);
    await world.clock.advance(hour - 1);
    expect(await world.runs()).toEqual([]);
    await world.clock.advance(1);
    const [run, ...more] = await world.runs();
    expect(more).toEqual([]);
    expect(run).toMatchObject({
      ...{
        flow: 'sync',
        params: { day: '2026-03-01' },
        source: 'schedule',
        scheduleId: 'daily',
        priority: 9,
      },
      ...{ slotAt: Date.parse('2026-03-02T01:00:00Z'), tags: ['daily'], state: 'blocked' },
    });
    expect(await world.slots(server, 'daily')).toMatchObject([
      {
        at: '2026-03-02T01:00:00.000Z',
        state: 'ran',
        reason: null,
        runs: 1,
        lateMs: 0,
        runId: run?.id,
        result: 'waiting',
      },
    ]);
    await world.clock.advance(24 * hour);
    expect(await told(server, 'daily')).toEqual(['01:00 ran', '01:00 skipped overlap']);
  });

  it('comes later by the jitter, which is always the same', async () => {
    const server = await world.serve([{ ...daily, jitterSeconds: 600 }]);
    const [next] = (await server.schedules.get('daily')).next;
    const later = Date.parse(next?.dueAt ?? '') - Date.parse(next?.at ?? '');
    expect(later).toBeGreaterThan(0);
    expect(later).toBeLessThan(600_000);
    await world.clock.advance(hour + later - 1);
    expect(await world.runs()).toEqual([]);
    await world.clock.advance(1);
    expect(await world.runs()).toHaveLength(1);
    expect(await world.slots(server, 'daily')).toMatchObject([{ at: '2026-03-02T01:00:00.000Z', lateMs: 0 }]);
  });

  it('whose flow is unknown, or whose parameters are refused, has failed', async () => {
    const server = await world.serve([
      { ...hourly, flow: 'gone' },
      testSchedule('strict', 'strict', { cron: '0 * * * *' }),
    ]);
    await world.clock.advance(hour);
    expect(await world.slots(server, 'hourly')).toMatchObject([
      { state: 'failed', reason: 'unknown_flow', detail: { flow: 'gone' } },
    ]);
    expect(await world.slots(server, 'strict')).toMatchObject([
      {
        ...{ state: 'failed', reason: 'refused', detail: { code: 'invalid_params' } },
        words: {
          en: expect.stringMatching(/^Failed: the run was refused\. The parameters /) as string,
          zh: expect.stringMatching(/^失败:任务未被接受。参数不符合流程 strict 的要求：/) as string,
        },
      },
    ]);
  });

  it('that a calendar forbids, or that comes during a pause, is left out and says why', async () => {
    const calendars = {
      quiet: {
        ...{
          title: null,
          file: null,
          days: 'all' as const,
          weekend: [],
          holidays: [],
          workdays: [],
          years: [],
        },
        blackouts: [{ from: '09:00:00', to: '10:00:00', name: '双11' }],
      },
    };
    const server = await world.serve([{ ...hourly, calendars: ['quiet'] }], calendars);
    await world.clock.advance(hour);
    await server.schedules.pause('hourly', 'ann', 'stocktaking');
    await world.clock.advance(hour);
    await server.schedules.resume('hourly');
    await world.clock.advance(hour);
    expect(await world.slots(server, 'hourly')).toMatchObject([
      { state: 'skipped', reason: 'calendar', words: { zh: '已按日历“quiet”跳过(禁跑时段:双11)。' } },
      { state: 'skipped', reason: 'paused', detail: { by: 'ann', note: 'stocktaking' } },
      { state: 'ran', reason: null },
    ]);
  });
});

describe('overlap', () => {
  const serve = (overlap: 'skip' | 'queue' | 'cancel-running' | 'allow') =>
    world.serve([{ ...hourly, overlap }]);

  it('skip: a slot is left out while the last run is there', async () => {
    const server = await serve('skip');
    await world.clock.advance(2 * hour);
    const [run] = await world.runs();
    await world.end(server, run?.id ?? '');
    await world.clock.advance(hour);
    expect(await told(server, 'hourly')).toEqual(['01:00 ran', '02:00 skipped overlap', '03:00 ran']);
  });

  it('queue: one waits until the last has ended, further ones are left out', async () => {
    const server = await serve('queue');
    await world.clock.advance(3 * hour);
    expect(await told(server, 'hourly')).toEqual(['01:00 ran', '02:00 ran', '03:00 skipped one_waits']);
    expect((await world.runs()).map(({ serialKey }) => serialKey)).toEqual([
      'serial:hourly',
      'serial:hourly',
    ]);
  });

  it('cancel-running: the last one is cancelled', async () => {
    const server = await serve('cancel-running');
    await world.clock.advance(2 * hour);
    expect((await world.runs()).map(({ state }) => state)).toEqual(['cancelled', 'blocked']);
    expect(await told(server, 'hourly')).toEqual(['01:00 ran', '02:00 ran']);
  });

  it('allow: they run beside each other', async () => {
    const server = await serve('allow');
    await world.clock.advance(2 * hour);
    expect((await world.runs()).map(({ state }) => state)).toEqual(['blocked', 'blocked']);
    expect(await told(server, 'hourly')).toEqual(['01:00 ran', '02:00 ran']);
  });
});

describe('a server that was down over three slots', () => {
  /** Down from 08:30 to 11:30: the slots of 09:00, 10:00 and 11:00. */
  async function back(more: object) {
    const schedule = { ...hourly, ...more };
    const first = await world.serve([schedule]);
    await world.clock.advance(30 * minute);
    await first.kill();
    await world.clock.advance(3 * hour);
    const server = await world.serve([schedule]);
    return {
      server,
      told: await told(server, 'hourly'),
      slotsRun: (await world.runs()).map(({ slotAt }) => slotAt),
    };
  }
  const at = (time: string): number => Date.parse(`2026-03-02T${time}:00Z`);

  it('run-latest runs the last of them', async () => {
    const { server, told, slotsRun } = await back({ misfire: 'run-latest' });
    expect(told).toEqual(['01:00 missed superseded', '02:00 missed superseded', '03:00 missed caught_up']);
    expect(slotsRun).toEqual([at('03:00')]);
    await world.clock.advance(30 * minute);
    expect((await world.slots(server, 'hourly')).at(-1)).toMatchObject({
      state: 'skipped',
      reason: 'overlap',
    });
  });

  it('run-all runs each, one after another', async () => {
    const { told, slotsRun } = await back({ misfire: 'run-all', catchUpSeconds: 7200 });
    expect(told).toEqual(['01:00 missed too_old', '02:00 missed caught_up', '03:00 missed caught_up']);
    expect(slotsRun).toEqual([at('02:00'), at('03:00')]);
    expect((await world.runs()).map(({ serialKey }) => serialKey)).toEqual([
      'serial:hourly',
      'serial:hourly',
    ]);
  });

  it('skip runs none', async () => {
    const { told, slotsRun } = await back({ misfire: 'skip' });
    expect(told).toEqual([
      '01:00 missed policy_skip',
      '02:00 missed policy_skip',
      '03:00 missed policy_skip',
    ]);
    expect(slotsRun).toEqual([]);
  });

  it('run-latest leaves out what is older than the window', async () => {
    const { told, slotsRun } = await back({ catchUpSeconds: 600 });
    expect(told).toEqual(['01:00 missed too_old', '02:00 missed too_old', '03:00 missed too_old']);
    expect(slotsRun).toEqual([]);
  });
});

describe('edits', () => {
  it('a new or edited schedule starts at its edit', async () => {
    const server = await world.serve([hourly]);
    await world.clock.advance(90 * minute);
    await server.edit([{ ...hourly, cron: '*/30 * * * *' }, daily]);
    await world.clock.advance(30 * minute);
    expect(await told(server, 'hourly')).toEqual(['01:00 ran', '02:00 skipped overlap']);
    expect(await told(server, 'daily')).toEqual([]);
    await server.edit([daily]);
    await world.clock.advance(24 * hour);
    expect(await told(server, 'daily')).toEqual(['01:00 ran']);
    await server.edit([hourly, daily]);
    await world.clock.advance(hour);
    expect((await told(server, 'hourly')).at(-1)).toBe('03:00 skipped overlap');
  });

  it('slots that came while the server was down and its entry was edited are recorded, and not run', async () => {
    const first = await world.serve([hourly]);
    await first.kill();
    await world.clock.advance(2 * hour);
    const server = await world.serve([{ ...hourly, description: 'other' }]);
    expect(await told(server, 'hourly')).toEqual(['01:00 missed edited', '02:00 missed edited']);
    expect(await world.runs()).toEqual([]);
  });
});

describe('the wall clock', () => {
  it('jumping back serves no slot twice; jumping ahead loses none', async () => {
    const server = await world.serve([{ ...hourly, overlap: 'allow' }]);
    await world.clock.advance(hour);
    server.clock.jump(-2 * hour);
    await world.clock.advance(2 * hour + minute);
    expect(await told(server, 'hourly')).toEqual(['01:00 ran']);
    server.clock.jump(24 * hour);
    await world.clock.advance(minute);
    const slots = await world.slots(server, 'hourly');
    expect(slots).toHaveLength(25);
    expect(new Set(slots.map(({ at }) => at)).size).toBe(25);
    expect(slots.at(-1)).toMatchObject({ state: 'missed', reason: 'caught_up' });
  });
});

describe('shops', () => {
  it('each has a run of its own, spread, with a key of shop and slot', async () => {
    const server = await world.serve([{ ...daily, shops: { platform: 'pdd' }, spreadSeconds: 600 }]);
    await server.dispatcher.command(async (work) => {
      for (let i = 0; i < 20; i++)
        await work.tx.putShop({
          ...{
            platform: i < 18 ? 'pdd' : 'temu',
            id: String(i),
            name: null,
            tags: [],
            owner: null,
            enabled: i !== 3,
          },
          ...{ settings: {}, origin: 'api', room: null, createdAt: 0 },
        });
    });
    await world.clock.advance(hour);
    const runs = await world.runs();
    expect(runs).toHaveLength(17);
    expect(new Set(runs.map(({ dedupeKey }) => dedupeKey)).size).toBe(17);
    expect(runs.find(({ shopId }) => shopId === '5')?.dedupeKey).toBe('slot:pdd:5:2026-03-02T01:00:00.000Z');
    const later = runs.map(({ dueAt, slotAt }) => (dueAt - (slotAt ?? 0)) / 1000);
    expect(Math.min(...later)).toBeLessThan(200);
    expect(Math.max(...later)).toBeGreaterThan(400);
    const [slot] = await world.slots(server, 'daily');
    expect(slot).toMatchObject({ state: 'ran', runs: 17, runId: null });
    expect((await world.store.history.batch(slot?.batchId ?? ''))?.counts).toEqual({ scheduled: 17 });
  });

  it('an overlap is judged for each', async () => {
    const server = await world.serve([{ ...hourly, shops: {}, spreadSeconds: 0 }]);
    await server.dispatcher.command(async (work) => {
      for (const id of ['1', '2'])
        await work.tx.putShop({
          ...{ platform: 'pdd', id, name: null, tags: [], owner: null, enabled: true },
          ...{ settings: {}, origin: 'api', room: null, createdAt: 0 },
        });
    });
    await world.clock.advance(hour);
    const [first] = await world.runs();
    await world.end(server, first?.id ?? '');
    await world.clock.advance(hour);
    expect((await world.slots(server, 'hourly')).at(-1)).toMatchObject({ state: 'ran', runs: 1, leftOut: 1 });
  });
});

describe('a slot for many shops', () => {
  const herd = { ...daily, shops: { platform: 'pdd' }, spreadSeconds: 0 };

  it('is served some at a time, and goes on after a crash in the middle, each shop once', async () => {
    const first = await world.serve([herd]);
    await putShops(first, 350);
    const write = world.store.write.bind(world.store);
    let largest = 0;
    const killed: Promise<void>[] = [];
    Object.assign(world.store, {
      write: async <T>(command: Parameters<typeof write<T>>[0]) => {
        let made = 0;
        const done = await write<T>(async (tx) => {
          const before = await tx.lastRunSeq();
          const value = await command(tx);
          made = (await tx.lastRunSeq()) - before;
          return value;
        });
        largest = Math.max(largest, made);
        if (made > 0 && killed.length === 0 && (await runCount()) >= 200) killed.push(first.kill());
        return done;
      },
    });
    const runCount = async (): Promise<number> => (await world.runs()).length;
    await world.clock.advance(hour);
    await Promise.all(killed);
    const before = await runCount();
    expect(before).toBeGreaterThanOrEqual(200);
    expect(before).toBeLessThan(350);
    const server = await world.serve([{ ...herd, cron: '0 10 * * *' }]);
    await world.clock.advance(1);
    expect(largest).toBe(100);
    const runs = await world.runs();
    expect([runs.length, new Set(runs.map(({ shopId }) => shopId)).size]).toEqual([350, 350]);
    const [slot, ...more] = await world.slots(server, 'daily');
    expect(more).toEqual([]);
    expect(slot).toMatchObject({ state: 'ran', runs: 350, leftOut: 0 });
    expect((await world.store.history.batch(slot?.batchId ?? ''))?.batch).toMatchObject({ asked: 350 });
    expect(await world.store.write((tx) => tx.fanOuts())).toEqual([]);
  });

  it('all of whose last runs are still there is left out', async () => {
    const server = await world.serve([{ ...hourly, shops: {}, spreadSeconds: 0 }]);
    await putShops(server, 120);
    await world.clock.advance(2 * hour);
    expect(await world.slots(server, 'hourly')).toMatchObject([
      { state: 'ran', runs: 120 },
      { state: 'skipped', reason: 'overlap', runs: 0, leftOut: 120, batchId: null },
    ]);
  });
});

it('at rest the store is asked nothing', async () => {
  await world.serve([daily]);
  const before = world.store.statements();
  await world.clock.advance(50 * minute);
  expect(world.store.statements()).toBe(before);
});
