import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flowNamed } from '../../../test/support/dispatch-world.ts';
import { putShops, type ScheduleWorld, scheduleWorld } from '../../../test/support/schedule-world.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { shareOf } from '../../domain/schedule/timetable.ts';

const minute = 60_000;
const hour = 60 * minute;
const nine = Date.parse('2026-03-02T01:00:00Z');
/** Daily at 09:00, and always served at 09:10 or later; the worlds begin at 08:00. */
const daily = testSchedule('daily', 'sync', {
  cron: '0 9 * * *',
  jitterSeconds: Math.ceil(600 / shareOf('daily')),
});
const dueAt = nine + Math.floor(shareOf('daily') * daily.jitterSeconds * 1000);

let world: ScheduleWorld;
beforeEach(() => {
  world = scheduleWorld({ flows: [flowNamed('sync'), flowNamed('other')] });
});
afterEach(() => world.close());

/** Serves the schedule until 09:02: its slot has passed and waits for its jitter. */
async function waiting(...more: ScheduleDefinition[]) {
  const server = await world.serve([daily, ...more]);
  await world.clock.advance(hour + 2 * minute);
  return server;
}
const told = async (server: Parameters<ScheduleWorld['slots']>[0], id = 'daily'): Promise<string[]> =>
  (await world.slots(server, id)).map(
    ({ at, state, reason }) => `${at.slice(11, 16)} ${state}${reason === null ? '' : ` ${reason}`}`,
  );
const runs = async () => (await world.runs()).map(({ slotAt, dueAt, flow }) => ({ slotAt, dueAt, flow }));

describe('between a slot and the end of its jitter', () => {
  it('an edit that leaves the timetable as it was changes nothing of when it runs', async () => {
    const server = await waiting();
    await server.edit([{ ...daily, description: 'other', flow: 'other' }]);
    await world.clock.advance(dueAt - nine - 2 * minute - 1);
    expect(await runs()).toEqual([]);
    await world.clock.advance(24 * hour + dueAt - nine);
    expect(await runs()).toMatchObject([{ slotAt: nine, dueAt, flow: 'other' }]);
    expect(await told(server)).toEqual(['01:00 ran', '01:00 skipped overlap']);
  });

  it('so does one that is seen by the next server', async () => {
    const first = await waiting();
    await first.kill();
    const server = await world.serve([{ ...daily, description: 'other' }]);
    await world.clock.advance(hour);
    expect(await told(server)).toEqual(['01:00 ran']);
  });

  it.each([
    ['cron', { cron: '0 20 * * *' }],
    ['jitter', { jitterSeconds: 0 }],
    ['zone', { timezone: 'Europe/Berlin' }],
    ['end', { endAt: '2026-03-02' }],
  ])('an edit of its %s has it run as it was due', async (_, more) => {
    const server = await waiting();
    await server.edit([{ ...daily, ...more, flow: 'other' }]);
    await world.clock.advance(hour);
    expect(await runs()).toEqual([{ slotAt: nine, dueAt, flow: 'sync' }]);
    expect(await told(server)).toEqual(['01:00 ran']);
  });

  it('an edit has the runs of all its shops made', async () => {
    const herd = testSchedule('herd', 'sync', { ...daily, name: 'herd', shops: {}, jitterSeconds: 36_000 });
    const server = await waiting(herd);
    await putShops(server, 130);
    await server.edit([daily, { ...herd, cron: '0 20 * * *' }]);
    await world.clock.advance(minute);
    expect(await world.slots(server, 'herd')).toMatchObject([{ state: 'ran', runs: 130 }]);
  });

  it('a stored one that is edited runs, one that is switched off or removed is recorded and does not', async () => {
    const server = await world.serve([]);
    const names = ['edited', 'off', 'removed'];
    const stored = (name: string) => ({ ...daily, name, jitterSeconds: 36_000 });
    for (const name of names) await server.schedules.create(stored(name), null);
    await world.clock.advance(hour + 2 * minute);
    await server.schedules.put({ ...stored('edited'), cron: '0 20 * * *' });
    await server.schedules.put({ ...stored('off'), enabled: false });
    await server.schedules.put(stored('off'));
    await server.schedules.remove('removed');
    await server.schedules.create(stored('removed'), null);
    await world.clock.advance(10 * hour);
    expect(await Promise.all(names.map((name) => told(server, name)))).toEqual([
      ['01:00 ran'],
      ['01:00 missed edited'],
      ['01:00 missed edited'],
    ]);
    expect(await runs()).toHaveLength(1);
  });

  it('a pause leaves it out, one that has ended by then does not', async () => {
    const long = { ...daily, name: 'long' };
    const server = await waiting(long);
    for (const name of ['daily', 'long']) await server.schedules.pause(name, 'ann', null);
    await server.schedules.resume('daily');
    await world.clock.advance(hour);
    expect([await told(server), await told(server, 'long')]).toEqual([
      ['01:00 ran'],
      ['01:00 skipped paused'],
    ]);
  });
});
