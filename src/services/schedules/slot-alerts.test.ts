import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flowNamed } from '../../../test/support/dispatch-world.ts';
import { type ScheduleWorld, scheduleWorld } from '../../../test/support/schedule-world.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';

const minute = 60_000;
const hour = 60 * minute;
/** Daily at 09:00; the worlds begin at 08:00. */
const daily = testSchedule('daily', 'sync', { cron: '0 9 * * *' });
const hourly = testSchedule('hourly', 'sync', { cron: '0 * * * *' });

let world: ScheduleWorld;
beforeEach(() => {
  world = scheduleWorld({ flows: [flowNamed('sync')] });
});
afterEach(() => world.close());

describe('alerts', () => {
  const alerts = async () =>
    (await world.store.history.feed(0, 1000, 1_000_000)).items.flatMap((item) =>
      item.runId === null && item.event.kind === 'slot' ? [item.event] : [],
    );

  it('tell of slots that were missed or failed, together where they were dealt with together', async () => {
    const gone = testSchedule('gone', 'gone', { cron: '0 10 * * *' });
    const first = await world.serve([hourly, daily, gone]);
    await world.clock.advance(30 * minute);
    await first.kill();
    await world.clock.advance(3 * hour);
    const server = await world.serve([hourly, { ...daily, description: 'edited meanwhile' }, gone]);
    const told = (await alerts()).map(({ scheduleId, alert, reason, count }) => [
      scheduleId,
      alert,
      reason,
      count,
    ]);
    expect(told).toEqual([
      ...[
        ['daily', 'missed', 'edited', 1],
        ['hourly', 'missed', 'superseded', 2],
        ['hourly', 'missed', 'caught_up', 1],
        ['gone', 'missed', 'too_old', 1],
      ],
    ]);
    await world.clock.advance(24 * hour);
    expect((await alerts()).at(-1)).toMatchObject({
      ...{ scheduleId: 'gone', flow: 'gone', alert: 'failed', reason: 'unknown_flow', lateMs: null },
      words: { en: 'Failed: there is no flow "gone".' },
    });
    await server.kill();
    // They go with the records of their slots; the mark stays, and nothing is served again.
    await world.clock.advance(60 * 24 * hour);
    while ((await world.store.write((tx) => tx.pruneSlots(world.clock.now() - 50 * 24 * hour, 100))) > 0);
    expect(await alerts()).toEqual([]);
    const last = await world.serve([hourly]);
    expect((await world.slots(last, 'hourly'))[0]?.at).toBe('2026-03-03T04:00:00.000Z');
  });

  it('tell of one that ran over 10 s late, and how late', async () => {
    const first = await world.serve([hourly]);
    await first.kill();
    await world.clock.advance(hour + 20_000);
    await world.serve([hourly]);
    expect(await alerts()).toMatchObject([
      { alert: 'late', reason: null, lateMs: 20_000, count: 1, slotAt: Date.parse('2026-03-02T01:00:00Z') },
    ]);
  });
});
