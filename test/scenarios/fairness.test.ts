/** Who goes first: no shop waits behind another's flood, urgent overtakes waiting, and nothing starves. */
import { expect, test } from 'vitest';
import { defaultAgeStepMs } from '../../src/domain/rank.ts';
import { controlTimer } from '../support/control-timer.ts';
import { type Asked, type Herd, openHerd } from '../support/dispatch-world.ts';
import { withHerd, workerFlow } from '../support/herd-process.ts';
import { until } from '../support/until.ts';

const minuteMs = 60_000;

test("one shop's 10,000 runs do not hold up another's: it starts within 1 s", async () => {
  await withHerd({ flows: [workerFlow('sync_order', { work: 0.02 })] }, async (herd) => {
    await herd.up();
    using control = controlTimer();
    const flood = { flow: 'sync_order', platform: 'pdd', shopId: 'flood' } as const;
    await herd.submitAll(Array.from({ length: 10_000 }, () => flood));
    for (const shopId of ['second', 'third', 'fourth']) {
      control.reset();
      const askedAt = Date.now();
      const { run } = await herd.client.submit({ ...flood, shopId });
      const start = await until(`the start in shop ${shopId}`, () => herd.journal.start(run.id, 1), 5_000);
      expect(start.at - askedAt).toBeLessThan(1_000 + control.worstMs());
    }
    const { items } = await herd.client.runs({ shop: 'flood', state: ['blocked'], limit: 1 });
    expect(items[0]?.blockedBy).toMatchObject({ kind: 'shop', reason: 'full' });
    expect(herd.journal.overlaps()).toEqual([]);
  });
});

test('a high run overtakes low ones that wait, in its shop and in its pool', async () => {
  const flows = [workerFlow('hold', { work: 1 }), workerFlow('quick', { work: 0 })];
  await withHerd({ flows, slots: 1 }, async (herd) => {
    await herd.up();
    const at = (shopId: string, priority: 'low' | 'high') => ({
      flow: 'quick',
      platform: 'pdd',
      shopId,
      priority,
    });
    await herd.client.submit({ flow: 'hold', platform: 'pdd', shopId: 'a' });
    await herd.started(1, 5_000);
    const inShop = await herd.submitAll([at('a', 'low'), at('a', 'low'), at('a', 'high')]);
    const inPool = await herd.submitAll([at('b', 'low'), at('c', 'low'), at('d', 'high')]);
    await herd.allEnded(10_000);
    const order = herd.journal.starts().map((start) => start.run);
    const place = (run: { id: string } | undefined): number => order.indexOf(run?.id ?? '');
    expect(place(inShop[2])).toBeLessThan(place(inShop[0]));
    expect(place(inShop[0])).toBeLessThan(place(inShop[1]));
    expect(place(inPool[2])).toBeLessThan(place(inPool[0]));
    expect(place(inPool[0])).toBeLessThan(place(inPool[1]));
    expect(herd.journal.overlaps()).toEqual([]);
  });
});

/**
 * One slot whose runs take a minute each, and a new high run every minute, so that there is never a moment without one.
 * Resolves with the minutes that the low run, submitted first, has waited until it was started.
 */
async function minutesUnderHighLoad(herd: Herd, low: Asked, high: (n: number) => Asked): Promise<number> {
  const node = await herd.node('n', { slots: 1 });
  await herd.made(high(0));
  let [running] = await node.claim();
  const waiting = await herd.made({ ...low, priority: 1 });
  for (let minute = 1; minute < 60; minute++) {
    await herd.made({ ...high(minute), priority: 9 });
    await herd.pass(minuteMs);
    await node.end(running ?? '');
    [running] = await node.claim();
    if (running === waiting) return minute;
    expect(running).toBeDefined();
  }
  throw new Error('the low run did not start within an hour');
}

const dueMinutes = (8 * defaultAgeStepMs) / minuteMs;

test('a low run under permanent high load starts when its rank says: in its shop', async () => {
  const herd = openHerd();
  const waited = await minutesUnderHighLoad(herd, { shop: '1' }, () => ({ shop: '1', priority: 9 }));
  await herd.close();
  expect(dueMinutes).toBe(16);
  expect(waited).toBeGreaterThanOrEqual(dueMinutes);
  expect(waited).toBeLessThanOrEqual(dueMinutes + 1);
});

test('a low run under permanent high load starts when its rank says: in its pool', async () => {
  const herd = openHerd();
  const waited = await minutesUnderHighLoad(herd, { shop: 'low' }, (n) => ({
    shop: `shop-${n}`,
    priority: 9,
  }));
  await herd.close();
  expect(waited).toBeGreaterThanOrEqual(dueMinutes);
  expect(waited).toBeLessThanOrEqual(dueMinutes + 1);
});
