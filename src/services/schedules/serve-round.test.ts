import { afterEach, beforeEach, expect, it } from 'vitest';
import { flowNamed } from '../../../test/support/dispatch-world.ts';
import { type ScheduleWorld, scheduleWorld } from '../../../test/support/schedule-world.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';
import { backfillRequestSchema } from '../../contract/backfill.ts';

const minute = 60_000;
const hour = 60 * minute;
/** The worlds begin at 08:00. */
const hourly = testSchedule('hourly', 'sync', { cron: '0 * * * *', overlap: 'allow' });

let world: ScheduleWorld;
beforeEach(() => {
  world = scheduleWorld({ flows: [flowNamed('sync')] });
});
afterEach(() => world.close());

const told = async (server: Parameters<ScheduleWorld['slots']>[0], id: string): Promise<string[]> =>
  (await world.slots(server, id)).map(
    ({ at, state, reason }) => `${at.slice(11, 16)} ${state}${reason === null ? '' : ` ${reason}`}`,
  );

it('a slot that has a record beyond the mark is passed over', async () => {
  const off = { ...hourly, name: 'filled', enabled: false };
  const server = await world.serve([off, hourly]);
  await world.clock.advance(2 * hour + minute);
  const range = { from: '2026-03-02T00:30:00Z', to: '2026-03-02T02:01:00Z' };
  await server.backfills.create('filled', backfillRequestSchema.parse(range), null);
  await world.clock.advance(minute);
  expect(await told(server, 'filled')).toEqual(['01:00 ran backfill', '02:00 ran backfill']);
  server.clock.jump(-2 * hour);
  await server.edit([{ ...off, enabled: true }, hourly]);
  await world.clock.advance(4 * hour);
  expect(await told(server, 'filled')).toEqual([
    ...['01:00 ran backfill', '02:00 ran backfill', '03:00 ran', '04:00 ran'],
  ]);
  expect(await told(server, 'hourly')).toEqual(['01:00 ran', '02:00 ran', '03:00 ran', '04:00 ran']);
  expect(world.logged).toEqual([
    expect.stringMatching(/^the clock was ahead and has been set back; .*"schedules":\["hourly"\]/),
  ]);
});

it('a schedule that fails by a bug holds up no other, and is told once', async () => {
  // What was written by another version may not be what this one reads.
  const broken = { ...hourly, name: 'broken', tags: null as unknown as string[] };
  const server = await world.serve([broken, hourly]);
  await world.clock.advance(5 * hour + minute);
  const hours = ['01:00', '02:00', '03:00', '04:00', '05:00'];
  expect(await told(server, 'hourly')).toEqual(hours.map((at) => `${at} ran`));
  expect((await world.slots(server, 'hourly')).map(({ lateMs }) => lateMs)).toEqual([0, 0, 0, 0, 0]);
  expect(world.logged.length).toBeLessThan(35);
  expect(new Set(world.logged.map((line) => /"schedule":"(\w+)"/.exec(line)?.[1]))).toEqual(
    new Set(['broken']),
  );
  const alerts = async () =>
    (await world.store.history.feed(0, 1000, 1_000_000)).items.flatMap((item) =>
      item.runId === null ? [item.event] : [],
    );
  expect(await alerts()).toMatchObject([
    { scheduleId: 'broken', alert: 'failed', reason: null, slotAt: Date.parse('2026-03-02T01:00:00Z') },
  ]);
  await server.edit([{ ...broken, tags: [] }, hourly]);
  await world.clock.advance(hour);
  expect(await told(server, 'broken')).toEqual([...hours.map((at) => `${at} missed edited`), '06:00 ran']);
  // The alert of the fault goes with the records of the slots, as theirs do.
  expect(await alerts()).toHaveLength(2);
  await world.store.write((tx) => tx.pruneSlots(world.clock.now() + hour, 100));
  expect(await alerts()).toEqual([]);
});
