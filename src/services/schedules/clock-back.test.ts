import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ScheduleWorld, scheduleWorld } from '../../../test/support/schedule-world.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';
import { mattersOf } from '../overview/matters.ts';
import { clockWaitOf } from './clock-back.ts';

const minute = 60_000;

let world: ScheduleWorld;
beforeEach(() => {
  world = scheduleWorld();
});
afterEach(() => world.close());

it('schedules that wait after a small correction are told, with until when, in both languages', async () => {
  const often = testSchedule('often', 'sync', { cron: '*/10 * * * *' });
  const server = await world.serve([often, testSchedule('daily', 'sync', { cron: '0 9 * * *' })]);
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
