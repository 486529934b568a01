/**
 * What a node loses with its lease: a stopped node, a server that is away or stands still for too long, a node that does
 * not come back. Each takes most of a lease of waiting, so they run side by side.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { controlTimer } from '../support/control-timer.ts';
import { type HerdProcess, withHerd, workerFlow } from '../support/herd-process.ts';
import { killAll, livingOfBoot, runs } from '../support/living-processes.ts';
import { elapse, until } from '../support/until.ts';

/** The node is done with what it runs this long after the last renewal that was acknowledged, ms. */
const nodeTermMs = 13_000;
/** The server gives its node up this long after the last renewal that it received, ms. */
const serverTermMs = 17_000;
/** Renewals are this far apart, so the last one may be as old, ms. */
const renewalMs = 3_000;

const families = ['plain', 'setsid', 'stubborn'] as const;
const flows = families.map((family) => workerFlow(`hold_${family}`, { work: 0.1, first: 300, family }));

/** Three families at work in three shops, known to the guard; resolves with their processes. */
async function threeAtWork(herd: HerdProcess): Promise<number[]> {
  await herd.submitAll(
    families.map((family) => ({ flow: `hold_${family}`, platform: 'pdd', shopId: family })),
  );
  await herd.started(3, 10_000);
  const { bootId } = herd.node();
  return until(
    'whole families',
    () => {
      const pids = livingOfBoot(bootId);
      return pids.length >= 11 && pids;
    },
    5_000,
  );
}

function gone(pids: readonly number[], timeoutMs: number): Promise<number> {
  return until('the end of what ran', () => !pids.some(runs) && Date.now(), timeoutMs);
}

/** Every run has succeeded in its second attempt, which began after `deadAt`. */
async function expectAgainAfter(herd: HerdProcess, deadAt: number): Promise<void> {
  await herd.allEnded(20_000);
  const all = await herd.allRuns();
  expect(all.map((run) => [run.state, run.attempt])).toEqual([
    ['succeeded', 2],
    ['succeeded', 2],
    ['succeeded', 2],
  ]);
  for (const start of herd.journal.starts().filter(({ attempt }) => attempt === 2)) {
    // Seen dead up to one look later than it was.
    expect(start.at).toBeGreaterThan(deadAt - 50);
  }
  expect(herd.journal.overlaps()).toEqual([]);
}

test.concurrent('a stopped node (SIGSTOP): what it ran is dead by 14 s, before its successors start', async () => {
  await withHerd({ flows }, async (herd) => {
    await herd.up();
    const pids = await threeAtWork(herd);
    const node = herd.node();
    using control = controlTimer();
    const stoppedAt = Date.now();
    process.kill(node.pid, 'SIGSTOP');
    const deadAt = await gone(pids, 20_000);
    expect(deadAt - stoppedAt).toBeGreaterThan(nodeTermMs - renewalMs - 500);
    expect(deadAt - stoppedAt).toBeLessThan(14_000 + control.worstMs());
    await expectAgainAfter(herd, deadAt);
    // The guard has killed it and `up` has started another; were it alive, it would wake now.
    expect(runs(node.pid)).toBe(false);
    expect(herd.node().pid).not.toBe(node.pid);
  });
});

test.concurrent('a server that is away for longer than a lease: its node stops its runs by 14 s, lives on, and runs them again', async () => {
  await withHerd({ flows }, async (herd) => {
    const up = await herd.up();
    const pids = await threeAtWork(herd);
    const node = herd.node();
    using control = controlTimer();
    const killedAt = Date.now();
    killAll([up]);
    const deadAt = await gone(pids, 20_000);
    expect(deadAt - killedAt).toBeGreaterThan(nodeTermMs - renewalMs - 500);
    expect(deadAt - killedAt).toBeLessThan(14_000 + control.worstMs());
    expect(runs(node.pid)).toBe(true);
    await herd.up();
    expect(herd.node().pid).toBe(node.pid);
    await expectAgainAfter(herd, deadAt);
  });
});

test.concurrent('a server that stands still for longer than a lease: its node stops its runs meanwhile, and runs them again once it wakes', async () => {
  const stillMs = 20_000;
  await withHerd({ flows }, async (herd) => {
    const up = await herd.up();
    const pids = await threeAtWork(herd);
    const node = herd.node();
    process.kill(up, 'SIGSTOP');
    const stoppedAt = Date.now();
    const deadAt = await gone(pids, 20_000);
    await elapse(stoppedAt + stillMs - Date.now());
    process.kill(up, 'SIGCONT');
    await expectAgainAfter(herd, deadAt);
    expect(runs(node.pid)).toBe(true);
  });
});

test.concurrent('a node that does not come back: another gets its runs 17 s after its last renewal, not before', async () => {
  await withHerd({ flows }, async (herd) => {
    herd.launch('server');
    await herd.serving();
    const lost = herd.launch('node');
    await herd.connected();
    const pids = await threeAtWork(herd);
    herd.launch('node', {
      DROVER_DATA: join(herd.folder, 'elsewhere'),
      DROVER_SERVER_URL: herd.url,
      DROVER_NODE_TOKEN: readFileSync(join(herd.dataFolder, 'node.token'), 'utf8').trim(),
    });
    await until(
      'two nodes',
      async () => (await herd.client.nodes({ state: 'connected' })).items.length === 2,
      10_000,
    );
    using control = controlTimer();
    const killedAt = Date.now();
    killAll([lost]);
    const deadAt = await gone(pids, 5_000);
    expect(deadAt - killedAt).toBeLessThan(1_000 + control.worstMs());
    await herd.started(6, 30_000);
    const again = herd.journal.starts().filter(({ attempt }) => attempt === 2);
    const times = again.map((start) => start.at - killedAt);
    expect(Math.min(...times)).toBeGreaterThan(serverTermMs - renewalMs - 500);
    expect(Math.max(...times)).toBeLessThan(serverTermMs + 1_000 + control.worstMs());
    await expectAgainAfter(herd, deadAt);
  });
});
