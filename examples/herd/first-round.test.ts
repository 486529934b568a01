import { expect, test } from 'vitest';
import { submitRequestSchema } from '../../src/contract/submit.ts';
import config from './drover.config.ts';
import { firstRound } from './first-round.ts';
import { herdShops } from './site/shops.ts';

test('every shop gets the orders of the day that it is in China', () => {
  const lateInUtc = firstRound(new Date('2026-11-21T16:00:00Z')).filter((run) => run.flow === 'sync_order');
  expect(lateInUtc.map((run) => run.shopId)).toEqual(herdShops.map((shop) => shop.id));
  expect(new Set(lateInUtc.map((run) => run.params?.date))).toEqual(new Set(['2026-11-22']));
  expect(firstRound(new Date('2026-11-21T15:59:59Z'))[0]?.params).toEqual({ date: '2026-11-21' });
});

test('a few shops get the other flows too; every body is a valid submission of a flow of the configuration', () => {
  const round = firstRound();
  const flows = new Set(config.flows?.map((flow) => flow.name));
  expect(flows).toEqual(new Set(['sync_order', 'refresh_goods', 'batch_reply']));
  expect(new Set(round.map((run) => run.flow))).toEqual(flows);
  expect(round.length).toBeGreaterThan(herdShops.length);
  for (const run of round) expect(submitRequestSchema.safeParse(run).success).toBe(true);
});

test('there are 8 shops on pdd, 6 on temu and 6 on tiktok, each with an id of its own', () => {
  const count = (platform: string): number => herdShops.filter((shop) => shop.platform === platform).length;
  expect([count('pdd'), count('temu'), count('tiktok')]).toEqual([8, 6, 6]);
  expect(new Set(herdShops.map((shop) => shop.id)).size).toBe(20);
});
