import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  putShops,
  type ScheduleServer,
  type ScheduleWorld,
  scheduleWorld,
} from '../../../test/support/schedule-world.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';

const hour = 3_600_000;
const hourly = (ids: readonly string[]) =>
  testSchedule('hourly', 'sync', { cron: '0 * * * *', shops: { platform: 'pdd', ids: [...ids] } });

let world: ScheduleWorld;
beforeEach(() => {
  world = scheduleWorld();
});
afterEach(() => world.close());

/** A server with shops 1 to 3 of `pdd`. */
async function serve(ids: readonly string[]): Promise<ScheduleServer> {
  const server = await world.serve([hourly(ids)]);
  await putShops(server, 3);
  return server;
}

it('a schedule that names ids of no shop says so as soon as it is made, until there is such a shop', async () => {
  const server = await serve([]);
  const { schedules } = server;
  const made = await schedules.create(
    { name: 'new', flow: 'sync', cron: '0 9 * * *', shops: { ids: ['1', '22', 'zzz'] } },
    null,
  );
  expect(made.warnings).toEqual([
    {
      code: 'unknown_shops',
      words: {
        en: 'There is no shop with the id "22" (did you mean "2"?), "zzz": no run is made for it.',
        zh: '没有编号为“22”（是不是“2”？）、“zzz”的店铺，不会为它创建任务。',
      },
    },
  ]);
  const shops = { platform: 'temu', ids: ['1'] };
  const edited = await schedules.put({ name: 'new', flow: 'sync', cron: '0 9 * * *', shops });
  expect(edited.warnings).toMatchObject([
    { words: { en: expect.stringMatching(/platform "temu"/) as string } },
  ]);
  const { items } = await schedules.list({ limit: 10, slots: 0, next: 0 });
  expect(items.map(({ warnings }) => warnings.length)).toEqual([0, 1]);
});

it('its slots run for the others, and say for whom not; a shop that comes later is served', async () => {
  const server = await serve(['1', '3', '4', '5']);
  await world.clock.advance(hour);
  expect(await world.slots(server, 'hourly')).toMatchObject([
    {
      ...{ state: 'ran', runs: 2, detail: { unknown: 2, unknownShops: ['4', '5'] } },
      words: {
        en: 'Ran: 2 runs. There was no shop with the id "4", "5".',
        zh: '已触发 2 个任务。当时没有编号为“4”、“5”的店铺。',
      },
    },
  ]);
  await putShops(server, 4);
  await world.clock.advance(hour);
  const [, later] = await world.slots(server, 'hourly');
  expect(later).toMatchObject({ runs: 1, leftOut: 2, detail: { unknown: 1, unknownShops: ['5'] } });
});

it('a slot without any shop names them too, and a disabled shop is known', async () => {
  const server = await serve(['4']);
  await world.clock.advance(hour);
  expect(await world.slots(server, 'hourly')).toMatchObject([
    {
      ...{ state: 'skipped', reason: 'no_shops' },
      words: { en: 'Left out: no shop fits the selection. There was no shop with the id "4".' },
    },
  ]);
  await putShops(server, 4);
  await server.dispatcher.command(async (work) => {
    const shop = await work.tx.shop('pdd', '4');
    if (shop !== undefined) await work.tx.putShop({ ...shop, enabled: false });
  });
  expect((await server.schedules.get('hourly')).warnings).toEqual([]);
  await world.clock.advance(hour);
  const [, later] = await world.slots(server, 'hourly');
  expect(later).toMatchObject({ state: 'skipped', reason: 'no_shops', detail: null });
});

it('a run by hand names the ids that got none, and is refused where none did', async () => {
  const server = await serve(['1', '4']);
  const by = { name: 'ann', source: 'api' as const };
  const ran = await server.schedules.run('hourly', {}, by);
  expect(ran).toMatchObject({ runs: [{ shopId: '1' }], refused: [{ platform: 'pdd', shopId: '4' }] });
  expect(ran.refused[0]?.message).toContain('There is no shop on platform "pdd" with the id "4"');
  await server.edit([hourly(['4'])]);
  await expect(server.schedules.run('hourly', {}, by)).rejects.toMatchObject({ code: 'unknown_shop' });
});

it('a slot that a backfill serves says it as well', async () => {
  const server = await serve(['1', '4']);
  await server.schedules.pause('hourly', null, null);
  await world.clock.advance(hour);
  const range = { from: '2026-03-02T00:30:00Z', to: '2026-03-02T01:30:00Z' };
  const options = {
    only: 'gaps',
    ignoreCalendars: false,
    dryRun: false,
    ratePerSecond: 10,
    atOnce: 20,
  } as const;
  await server.backfills.create('hourly', { ...range, ...options }, null);
  await world.clock.advance(1000);
  expect(await world.slots(server, 'hourly')).toMatchObject([
    { runs: 1, reason: 'paused', detail: { unknown: 1, unknownShops: ['4'] } },
  ]);
});
