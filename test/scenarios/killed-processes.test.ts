/** kill -9 of each process of a herd, alone and together. architecture.md, "What fails, and what then happens". */
import { expect, test } from 'vitest';
import type { Run } from '../../src/contract/run.ts';
import { controlTimer } from '../support/control-timer.ts';
import { type HerdProcess, withHerd, workerFlow } from '../support/herd-process.ts';
import { guardsOfBoot, killAll, livingOfBoot, livingOfFolder, runs } from '../support/living-processes.ts';
import { until } from '../support/until.ts';

const families = ['plain', 'setsid', 'stubborn'] as const;
/** Flows whose first attempt works until it is killed, and whose second takes a moment. */
const holdFlows = families.map((family) => workerFlow(`hold_${family}`, { work: 0.1, first: 300, family }));
/** Processes of one such attempt: program, what it waits for, grandchild and what that waits for. */
const familySize = { plain: 3, setsid: 4, stubborn: 4 } as const;

/** Twenty runs in twenty shops, each with a grandchild, all at work; one more waits in every shop. */
async function twentyAtWork(herd: HerdProcess): Promise<Run[]> {
  const flows = Array.from({ length: 20 }, (_, i) => families[i % families.length] ?? 'plain');
  const bodies = flows.map((family, i) => ({ flow: `hold_${family}`, platform: 'pdd', shopId: `s${i}` }));
  const first = await herd.submitAll(bodies);
  await herd.started(20, 10_000);
  await herd.submitAll(bodies.map((body) => ({ ...body, flow: 'quick' })));
  const expected = flows.reduce((sum, family) => sum + familySize[family], 0);
  await until('whole families', () => livingOfBoot(herd.node().bootId).length >= expected, 5_000);
  return first;
}

const herdOfTwenty = { flows: [...holdFlows, workerFlow('quick', { work: 0.01 })], slots: 20 };

/** Resolves with when none of these ran any more, ms since epoch. */
function gone(pids: readonly number[], timeoutMs: number): Promise<number> {
  return until(`the end of ${pids.length} processes`, () => !pids.some(runs) && Date.now(), timeoutMs);
}

/** Every run has succeeded; those of the first round in their second attempt, the first having been lost. */
async function expectAllAgain(herd: HerdProcess, first: readonly Run[]): Promise<void> {
  await herd.allEnded(30_000);
  const all = await herd.allRuns();
  expect(all).toHaveLength(40);
  expect(all.filter((run) => run.state !== 'succeeded').map((run) => [run.id, run.state])).toEqual([]);
  for (const { id } of first) {
    expect((await herd.client.attempts(id)).map((attempt) => attempt.outcome)).toEqual(['lost', 'succeeded']);
  }
  expect(herd.journal.overlaps()).toEqual([]);
}

test('node killed with 20 families at work: none lives after 1 s, all run again and succeed, no shop is shared', async () => {
  await withHerd(herdOfTwenty, async (herd) => {
    // Apart, so that nobody but the guard can have ended them.
    herd.launch('server');
    await herd.serving();
    herd.launch('node');
    const node = await herd.connected();
    const first = await twentyAtWork(herd);
    const pids = livingOfBoot(node.bootId);
    using control = controlTimer();
    const killedAt = Date.now();
    killAll([node.pid]);
    const goneAt = await gone(pids, 5_000);
    expect(goneAt - killedAt).toBeLessThan(1_000 + control.worstMs());
    await until('the end of the guard', () => guardsOfBoot(node.bootId).length === 0, 5_000);
    herd.launch('node');
    await expectAllAgain(herd, first);
  });
});

test('node and guard killed together: what outlives them is gone before its successors start', async () => {
  await withHerd(herdOfTwenty, async (herd) => {
    await herd.up();
    const first = await twentyAtWork(herd);
    const node = herd.node();
    const pids = livingOfBoot(node.bootId);
    // The guard first, at once: a guard that lives for an instant after its node would do its work.
    killAll([node.guardPid ?? 0, node.pid]);
    const goneAt = await gone(pids, 10_000);
    await expectAllAgain(herd, first);
    const again = herd.journal.starts().filter((start) => start.attempt === 2);
    expect(Math.min(...again.map((start) => start.at))).toBeGreaterThan(goneAt - 50);
  });
});

test('guard killed: another takes its place within a second, no run notices, and it does its work', async () => {
  await withHerd(
    { flows: [...holdFlows, workerFlow('work', { work: 2, family: 'setsid' })] },
    async (herd) => {
      await herd.up();
      const { run } = await herd.client.submit({ flow: 'work', platform: 'pdd', shopId: 'a' });
      await herd.started(1, 5_000);
      const node = herd.node();
      using control = controlTimer();
      const killedAt = Date.now();
      killAll([node.guardPid ?? 0]);
      const guard = await until(
        'another guard',
        () => {
          const now = herd.node().guardPid;
          return now !== null && now !== node.guardPid && runs(now) && now;
        },
        5_000,
      );
      expect(Date.now() - killedAt).toBeLessThan(1_000 + control.worstMs());
      expect(await herd.ended(run.id, 10_000)).toMatchObject({ state: 'succeeded', attempt: 1 });
      expect(herd.node().pid).toBe(node.pid);

      await herd.client.submit({ flow: 'hold_stubborn', platform: 'pdd', shopId: 'b' });
      await herd.started(2, 5_000);
      const pids = livingOfBoot(node.bootId);
      expect(pids.length).toBeGreaterThanOrEqual(2);
      killAll([node.pid]);
      await gone(pids, 1_500);
      await gone([guard], 5_000);
    },
  );
});

test("up's whole process group killed: nothing of it lives after 1 s; the next start takes every run up", async () => {
  await withHerd(herdOfTwenty, async (herd) => {
    const up = await herd.up();
    const first = await twentyAtWork(herd);
    const node = herd.node();
    const pids = livingOfFolder(herd.folder);
    expect(pids).toEqual(expect.arrayContaining([up, node.pid, node.guardPid]));
    using control = controlTimer();
    const killedAt = Date.now();
    process.kill(-up, 'SIGKILL');
    const programs = pids.filter((pid) => pid !== node.guardPid);
    expect((await gone(programs, 5_000)) - killedAt).toBeLessThan(1_000 + control.worstMs());
    await until('nothing left', () => livingOfFolder(herd.folder).length === 0, 5_000);
    await herd.up();
    await expectAllAgain(herd, first);
  });
});

test('server killed while its node lives: no robot notices, results wait, the next start adopts the node', async () => {
  const flows = [workerFlow('short', { work: 0.5 }), workerFlow('long', { work: 4, family: 'setsid' })];
  await withHerd({ flows, slots: 6 }, async (herd) => {
    const up = await herd.up();
    const bodies = ['short', 'short', 'short', 'long', 'long', 'long'].map((flow, i) => ({
      flow,
      platform: 'pdd',
      shopId: `s${i}`,
    }));
    await herd.submitAll([...bodies, ...bodies.map((body) => ({ ...body, flow: 'short' }))]);
    await herd.started(6, 5_000);
    const node = herd.node();
    killAll([up]);
    // These end while nobody hears of it.
    await until('three ends', () => herd.journal.ends().length >= 3, 5_000);
    expect(runs(node.pid)).toBe(true);
    await herd.up();
    await herd.allEnded(20_000);
    const all = await herd.allRuns();
    expect(all).toHaveLength(12);
    expect(
      all
        .filter((run) => run.state !== 'succeeded' || run.attempt !== 1)
        .map((run) => [run.id, run.state, run.attempt]),
    ).toEqual([]);
    expect(herd.journal.starts()).toHaveLength(12);
    expect(herd.journal.overlaps()).toEqual([]);
    expect(herd.node()).toMatchObject({ pid: node.pid, bootId: node.bootId });
  });
});
