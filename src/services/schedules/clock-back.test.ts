import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScheduleWorld, scheduleWorld } from '../../../test/support/schedule-world.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';
import { mattersOf } from '../overview/matters.ts';
import { clockWaitOf } from './clock-back.ts';

const minute = 60_000;
const hour = 60 * minute;
/** Daily at 09:00; the worlds begin at 08:00. */
const daily = testSchedule('daily', 'sync', { cron: '0 9 * * *' });
const hourly = testSchedule('hourly', 'sync', { cron: '0 * * * *' });

let world: ScheduleWorld;
beforeEach(() => {
  world = scheduleWorld();
});
afterEach(() => world.close());

it('schedules that wait after a small correction are told, with until when, in both languages', async () => {
  const often = testSchedule('often', 'sync', { cron: '*/10 * * * *' });
  const server = await world.serve([often, daily]);
  const waits = () => clockWaitOf(server.scheduler.book, server.clock.now(), 'Asia/Shanghai');
  await world.clock.advance(50 * minute);
  expect(waits()).toBeNull();
  server.clock.jump(-45 * minute);
  await world.clock.advance(minute);
  const clockWait = waits();
  expect(clockWait).toEqual({ count: 1, names: ['often'], until: '2026-03-02 09:00' });
  const matters = mattersOf({
    ...{
      now: server.clock.now(),
      nodes: [],
      configFaults: [],
      broker: { ok: true, detail: '' },
      waiting: [],
    },
    ...{ pausedShops: { items: [], count: 0 }, deadLetters: { groups: [], open: 0 } },
    ...{ maintenance: null, clockWait },
  });
  expect(matters).toMatchObject([
    {
      ...{ kind: 'clock_back', level: 'trouble', count: 1, subject: 'often' },
      noteWords: {
        en: 'the clock went back; they wait until 2026-03-02 09:00',
        zh: '时钟被调回，要等到 2026-03-02 09:00',
      },
    },
  ]);
  await world.clock.advance(45 * minute);
  expect(waits()).toBeNull();
  expect(world.logged).toEqual([]);
});

describe('a wall clock that was ahead by forty days', () => {
  const day = 24 * hour;
  const ahead = async (schedule: Parameters<ScheduleWorld['serve']>[0][number]) => {
    const server = await world.serve([schedule]);
    await world.clock.advance(hour);
    server.clock.jump(40 * day + hour / 2);
    await world.clock.advance(minute);
    server.clock.jump(-40 * day - hour / 2);
    await world.clock.advance(minute);
    return server;
  };
  const timesRun = async () =>
    (await world.runs()).map(({ slotAt }) => new Date(slotAt ?? 0).toISOString().slice(5, 16));

  it('and is corrected is followed within half a minute; what has run does not run again', async () => {
    const server = await ahead({ ...daily, overlap: 'allow' });
    expect(await timesRun()).toEqual(['03-02T01:00', '04-11T01:00']);
    expect((await server.schedules.get('daily')).next[0]?.at).toBe('2026-03-03T01:00:00.000Z');
    expect(world.logged).toEqual([expect.stringContaining('the clock was ahead')]);
    await world.clock.advance(41 * day);
    const times = await timesRun();
    expect(times).toHaveLength(42);
    expect(new Set(times).size).toBe(42);
    const states = (await world.slots(server, 'daily')).map(({ state, reason }) => reason ?? state);
    expect([states.length, states.filter((one) => one !== 'ran')]).toEqual([42, ['caught_up']]);
  });

  it('is followed also where many slots were told in one record', async () => {
    const server = await ahead({
      ...testSchedule('often', 'sync', { cron: '*/5 * * * *' }),
      overlap: 'allow',
    });
    await world.clock.advance(6 * day);
    const times = await timesRun();
    expect(new Set(times).size).toBe(times.length);
    // Each slot since the start, and the one of April.
    expect(times.length).toBe((6 * day + hour) / (5 * minute) + 1);
    expect((await world.slots(server, 'often')).filter(({ count }) => count > 1)).toHaveLength(1);
  });

  it('is followed by a server started since, and by one whose schedule was made meanwhile', async () => {
    const first = await world.serve([daily]);
    first.clock.jump(40 * day);
    await world.clock.advance(minute);
    await first.edit([daily, hourly]);
    await first.kill();
    const server = await world.serve([daily, hourly]);
    await world.clock.advance(minute);
    const next = async (id: string) => (await server.schedules.get(id)).next[0]?.at;
    expect(await next('daily')).toBe('2026-03-02T01:00:00.000Z');
    expect(await next('hourly')).toBe('2026-03-02T01:00:00.000Z');
  });
});

describe('a wall clock that is behind', () => {
  it('serves no slot whose record has been removed: the mark stays before the earliest that is kept', async () => {
    const server = await world.serve([{ ...daily, overlap: 'allow' }]);
    await world.clock.advance(10 * 24 * hour);
    await world.store.write((tx) => tx.pruneSlots(server.clock.now() - 3 * 24 * hour, 100));
    const before = (await world.runs()).length;
    server.clock.jump(-9 * 24 * hour);
    await world.clock.advance(9 * 24 * hour);
    expect((await world.runs()).length).toBe(before);
    await world.clock.advance(24 * hour);
    expect((await world.runs()).length).toBe(before + 1);
  });
});
