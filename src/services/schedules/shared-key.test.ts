import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flowNamed } from '../../../test/support/dispatch-world.ts';
import { putShops, type ScheduleWorld, scheduleWorld } from '../../../test/support/schedule-world.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';

const hour = 3_600_000;
const params = { type: 'object', properties: { n: { type: 'string', maxLength: 1 } } };
const hourly = testSchedule('hourly', 'report', {
  ...{ cron: '0 * * * *', params: { date: '{slot.date}' }, shops: { platform: 'pdd' } },
});

let world: ScheduleWorld;
beforeEach(() => {
  world = scheduleWorld({
    flows: [
      flowNamed('report', { dedupe: '{param.date}' }),
      flowNamed('strict', { params }),
      flowNamed('typed', {
        dedupe: '{task_type}:{shop_id}',
        match: { platform: 'pdd', taskType: 'sync_order' },
      }),
    ],
  });
});
afterEach(() => world.close());

describe('a schedule whose shops have one business key', () => {
  it('has a warning, and each slot says how many shops got no run', async () => {
    const server = await world.serve([hourly]);
    await putShops(server, 3);
    expect((await server.schedules.get('hourly')).warnings).toMatchObject([
      {
        code: 'shared_key',
        words: { en: expect.stringContaining('({param.date}) is the same for every') as string },
      },
    ]);
    await world.clock.advance(hour);
    expect(await world.slots(server, 'hourly')).toMatchObject([
      {
        ...{ state: 'ran', runs: 1, attached: 2, detail: { sharedKey: 2 } },
        words: {
          en: 'Ran. Shops without a run of their own, since the business key of the flow is that of another shop: 2.',
          zh: '已触发。2 家店铺没有自己的任务：按流程的业务键，它们与另一家店铺是同一件事。',
        },
      },
    ]);
  });

  it('is told so for more shops than one transaction takes, and by a backfill', async () => {
    const server = await world.serve([{ ...hourly, overlap: 'allow' }]);
    await putShops(server, 250);
    await world.clock.advance(hour);
    expect(await world.slots(server, 'hourly')).toMatchObject([
      { runs: 1, attached: 249, detail: { sharedKey: 249 } },
    ]);
    const [run] = await world.runs();
    await world.end(server, run?.id ?? '');
    const range = { from: '2026-03-01T00:30:00Z', to: '2026-03-01T01:30:00Z' };
    await server.backfills.create(
      'hourly',
      { ...range, only: 'gaps', ignoreCalendars: false, dryRun: false, ratePerSecond: 100, atOnce: 300 },
      null,
    );
    await world.clock.advance(10_000);
    const [filled] = await world.slots(server, 'hourly');
    expect(filled).toMatchObject({ reason: 'backfill', runs: 1, attached: 249, detail: { sharedKey: 249 } });
  });

  it('names them as refused when it is run by hand, and the one run once', async () => {
    const server = await world.serve([hourly]);
    await putShops(server, 3);
    const ran = await server.schedules.run('hourly', {}, { name: 'ann', source: 'api' });
    expect(ran.runs).toMatchObject([{ shopId: '1' }]);
    expect(ran.refused).toMatchObject([{ shopId: '2' }, { shopId: '3' }]);
    expect(ran.refused[0]?.message).toContain('Write {shop_id} into it');
  });

  it('meets the run of the same shop without a word', async () => {
    const server = await world.serve([{ ...hourly, shops: { ids: ['1'] }, overlap: 'allow' }]);
    await putShops(server, 1);
    await world.clock.advance(2 * hour);
    const [, later] = await world.slots(server, 'hourly');
    expect(later).toMatchObject({ runs: 0, attached: 1, detail: null });
    expect(later?.words.en).toBe('Ran: 0 runs, 1 met a run that was already there.');
  });
});

it('a slot whose runs were refused for some of the shops says for how many, and why', async () => {
  const strict = testSchedule('strict', 'strict', {
    ...{ cron: '0 * * * *', params: { n: '{shop_id}' }, shops: { platform: 'pdd' } },
  });
  const server = await world.serve([strict]);
  await putShops(server, 11);
  await world.clock.advance(hour);
  const [slot] = await world.slots(server, 'strict');
  expect(slot).toMatchObject({ state: 'ran', runs: 9, detail: { refused: 2 } });
  expect(slot?.words.en).toMatch(
    /^Ran: 9 runs\. Not taken for 2 of the shops: The parameters don't fit flow strict/,
  );
  expect(slot?.words.zh).toMatch(
    /^已触发 9 个任务。其中 2 家店铺的任务未被接受：参数不符合流程 strict 的要求：/,
  );
});

it('runs that name no task type have that of their flow', async () => {
  const server = await world.serve([
    testSchedule('typed', 'typed', { cron: '0 * * * *', shops: { platform: 'pdd' } }),
  ]);
  await putShops(server, 2);
  await world.clock.advance(hour);
  const runs = await world.runs();
  expect(runs.map(({ taskType, dedupeKey }) => [taskType, dedupeKey])).toEqual([
    ['sync_order', 'sync_order:1'],
    ['sync_order', 'sync_order:2'],
  ]);
});
