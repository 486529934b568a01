/** Puts the example herd into a state in which every page of the console has something to show. */
import type { ConsoleWorld } from './console-world.ts';
import { until } from './until.ts';

const settledMs = 90_000;
const replyShops = { platform: 'temu', ids: ['2003'] };

/** Lost logins, failing shops, a slow shop, runs in every state that can be had; resolves when all of it is there. */
export async function furnishHerd(world: ConsoleWorld): Promise<void> {
  const { api } = world;
  await world.turn('pdd/1001', { loginLost: true });
  await world.turn('pdd/1002', { loginLost: true });
  await world.turn('temu/2001', { fail: true });
  await world.turn('temu/2002', { fail: true });
  await world.turn('tiktok/3001', { slow: 30_000 });
  const params = { date: '2026-11-22' };
  await api.submitBatch({ run: { flow: 'sync_order', params, maxRetries: 0 }, shops: {} });
  await api.submitBatch({ run: { flow: 'batch_reply', maxRetries: 0 }, shops: {} });
  await furnishSchedules(world);
  const later = { flow: 'refresh_goods', platform: 'temu', delaySeconds: 900 };
  await api.submit({ ...later, shopId: '2003' });
  const dropped = await api.submit({ ...later, shopId: '2004' });
  await api.cancel(dropped.run.id);
  await until(
    'a herd with something of everything',
    async () => {
      const { deadLetters, pausedShops, today, live } = await api.overview();
      const ended = deadLetters.open >= 2 && pausedShops.count >= 2 && today.succeeded >= 20;
      const { lastSlots } = await api.schedule('replies');
      return ended && lastSlots.length >= 3 && live.waiting > 0 && live.scheduled > 0;
    },
    settledMs,
    250,
  );
  // From now on it fires seldom: what is looked at stands still.
  await api.putSchedule('replies', { flow: 'batch_reply', everySeconds: 1800, shops: replyShops });
}

/** Schedules of every kind: one that has fired a few times, one with a time each day, one that is paused. */
async function furnishSchedules({ api }: ConsoleWorld): Promise<void> {
  await api.createSchedule({
    ...{ name: 'daily-orders', flow: 'sync_order', cron: '5 0 * * *', shops: { enabled: true } },
    ...{ params: { date: '{slot.prevDay}' }, jitterSeconds: 90, tags: ['night'], timezone: 'Asia/Shanghai' },
    description: 'Yesterday’s orders of all shops.',
  });
  await api.createSchedule({ name: 'replies', flow: 'batch_reply', everySeconds: 4, shops: replyShops });
  await api.createSchedule({ name: 'stock-hourly', flow: 'refresh_goods', cron: '0 * * * *', shops: {} });
  await api.pauseSchedule('stock-hourly', 'the platform is being repaired');
}
