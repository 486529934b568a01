/** Runs that are ended: by a person, by their time-out, and a shop parked by a lost login. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { controlTimer } from '../support/control-timer.ts';
import { type HerdProcess, withHerd, workerFlow } from '../support/herd-process.ts';
import { livingOfBoot, runs } from '../support/living-processes.ts';
import { until } from '../support/until.ts';

const shop = { platform: 'pdd', shopId: '1001' } as const;

/** Watches these processes until all are gone; resolves with when one was last seen alive, ms since epoch. */
async function lastAlive(pids: readonly number[], timeoutMs: number): Promise<number> {
  let last = 0;
  await until(
    'the end of the whole tree',
    () => {
      const now = Date.now();
      if (!pids.some(runs)) return true;
      last = now;
      return false;
    },
    timeoutMs,
  );
  return last;
}

/** The processes of the one run at work, which must be at least `count`. */
function familyAtWork(herd: HerdProcess, count: number): Promise<number[]> {
  const { bootId } = herd.node();
  return until(
    'the whole family',
    () => {
      const pids = livingOfBoot(bootId);
      return pids.length >= count && pids;
    },
    5_000,
  );
}

// Of a stubborn one, the program itself goes on until it is killed; of a survivor, it ends when asked and leaves the rest.
test.concurrent.for(['stubborn', 'survivor'] as const)(
  'a cancelled program with grandchildren that ignore SIGTERM (%s) is gone within 6 s; only then is its run cancelled',
  async (family) => {
    const flows = [workerFlow('held', { work: 300, family }), workerFlow('quick', { work: 0 })];
    await withHerd({ flows }, async (herd) => {
      await herd.up();
      const { run } = await herd.client.submit({ flow: 'held', ...shop });
      const next = await herd.client.submit({ flow: 'quick', ...shop });
      await herd.started(1, 5_000);
      const pids = await familyAtWork(herd, 4);
      using control = controlTimer();
      const askedAt = Date.now();
      const asked = await herd.client.cancel(run.id);
      expect(asked.state).toBe('running');
      expect(asked.cancelRequestedAt).not.toBeNull();
      const goneAt = await lastAlive(pids, 15_000);
      expect(goneAt - askedAt).toBeLessThan(6_000 + control.worstMs());
      // It was asked politely first, and given its time.
      expect(goneAt - askedAt).toBeGreaterThan(4_000);
      const ended = await herd.ended(run.id, 5_000);
      expect(ended).toMatchObject({ state: 'cancelled', code: null, attempt: 1 });
      expect(Date.parse(ended.endedAt ?? '')).toBeGreaterThanOrEqual(goneAt);
      expect(await herd.ended(next.run.id, 5_000)).toMatchObject({ state: 'succeeded' });
      expect(herd.journal.start(next.run.id, 1)?.at).toBeGreaterThanOrEqual(goneAt);
      expect(herd.journal.overlaps()).toEqual([]);
    });
  },
);

test.concurrent('a run past its time-out fails with code 2 and TIMEOUT once its tree is gone', async () => {
  const flows = [workerFlow('slow', { work: 300, family: 'survivor' }, { timeout: 1, retry: { max: 0 } })];
  await withHerd({ flows }, async (herd) => {
    await herd.up();
    const { run } = await herd.client.submit({ flow: 'slow', ...shop });
    using control = controlTimer();
    await herd.started(1, 5_000);
    const startedAt = herd.journal.start(run.id, 1)?.at ?? 0;
    const pids = await familyAtWork(herd, 4);
    const goneAt = await lastAlive(pids, 15_000);
    const ended = await herd.ended(run.id, 5_000);
    expect(ended).toMatchObject({ state: 'failed', code: 2, error: { type: 'TIMEOUT' }, failures: 1 });
    expect(Date.parse(ended.endedAt ?? '')).toBeGreaterThanOrEqual(goneAt);
    expect(goneAt - startedAt).toBeGreaterThan(900);
    expect(goneAt - startedAt).toBeLessThan(1_000 + 6_000 + control.worstMs());
    expect(await herd.client.attempts(run.id)).toMatchObject([{ outcome: 'timeout', code: 2 }]);
  });
});

test.concurrent('a lost login parks its shop only and costs no failure; resumed, the shop goes on', async () => {
  const said = '::drover::{"error":{"type":"LOGIN_EXPIRED","message":"please sign in again"}}';
  const signsIn = `test -e EVIDENCE/signed-in-$DROVER_SHOP_ID && exit 0; echo '${said}'; exit 1`;
  const flows = [
    { kind: 'command', name: 'sync', command: ['/bin/sh', '-c', signsIn] },
    workerFlow('quick', { work: 0 }),
  ];
  await withHerd({ flows }, async (herd) => {
    await herd.up();
    const { run } = await herd.client.submit({ flow: 'sync', ...shop });
    const parked = await until(
      'the parked run',
      async () => {
        const now = await herd.client.run(run.id);
        return now.state === 'blocked' && now;
      },
      10_000,
    );
    expect(parked).toMatchObject({
      attempt: 1,
      failures: 0,
      error: { type: 'LOGIN_EXPIRED' },
      blockedBy: { key: 'shop:pdd:1001', kind: 'shop', reason: 'paused' },
    });
    const { items } = await herd.client.shops({ paused: true });
    expect(items).toMatchObject([{ id: '1001', paused: { cause: 'LOGIN_EXPIRED' } }]);
    expect(items[0]?.paused?.reason).toContain('sign in again');
    expect((await herd.client.why(run.id)).state).toBe('blocked');

    const waiting = await herd.client.submit({ flow: 'quick', ...shop });
    expect(waiting.run.state).toBe('blocked');
    const elsewhere = await herd.client.submit({ flow: 'quick', ...shop, shopId: '1002' });
    expect(await herd.ended(elsewhere.run.id, 5_000)).toMatchObject({ state: 'succeeded' });
    expect((await herd.client.run(waiting.run.id)).state).toBe('blocked');

    writeFileSync(join(herd.folder, 'evidence', 'signed-in-1001'), '');
    await herd.client.resumeShop('pdd', '1001');
    expect(await herd.ended(run.id, 5_000)).toMatchObject({
      state: 'succeeded',
      attempt: 2,
      failures: 0,
      error: null,
    });
    expect(await herd.ended(waiting.run.id, 5_000)).toMatchObject({ state: 'succeeded', attempt: 1 });
  });
});
