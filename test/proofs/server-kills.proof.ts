import type { Proof, ProofResult } from '../../scripts/prove/proof.ts';
import { controlTimer } from '../support/control-timer.ts';
import { type HerdProcess, reached, withHerd, workerFlow } from '../support/herd-process.ts';
import { killAll } from '../support/living-processes.ts';
import { elapse, until } from '../support/until.ts';

const medianLimitMs = 3_000;
const worstLimitMs = 6_000;
const shops = 40;
const submitters = 4;
/** A start after a kill counts as dispatched anew from here on: what the node had in hand begins before, ms. */
const inHandMs = 250;

/** Share of the servers that are killed again within `startMs` of their start. */
const killedAtStart = 0.25;
const startMs = 1_000;

/** kill -9 of the server at random moments while runs are submitted and executed; its node lives on. */
export const proof: Proof = {
  name: 'server-kills',
  measures: 'time',
  run: (short) => {
    const plan = short
      ? { kills: 4, count: 200, longestPeaceMs: 800 }
      : { kills: 20, count: 2_000, longestPeaceMs: 1_500 };
    return withHerd({ flows: [workerFlow('work', { work: 0.2 })], slots: 10 }, (herd) =>
      killAgainAndAgain(herd, plan),
    );
  },
};

interface Plan {
  readonly kills: number;
  /** Runs that are submitted. */
  readonly count: number;
  /** After dispatching has gone on, the next kill comes within this. */
  readonly longestPeaceMs: number;
}

async function killAgainAndAgain(
  herd: HerdProcess,
  { kills, count, longestPeaceMs }: Plan,
): Promise<ProofResult> {
  let server = await herd.up();
  const { pid: node } = herd.node();
  using control = controlTimer();
  const submitting = Promise.all(Array.from({ length: submitters }, (_, i) => submitEvery(herd, i, count)));
  const pausesMs: number[] = [];
  const killServer = (): number => {
    const at = Date.now();
    killAll([server]);
    server = herd.launch('up');
    return at;
  };
  for (let n = 0; n < kills; n++) {
    await elapse(Math.random() * longestPeaceMs);
    let killedAt = killServer();
    // Some are killed again while they start.
    if (n + 1 < kills && Math.random() < killedAtStart) {
      await elapse(Math.random() * startMs);
      killedAt = killServer();
      n++;
    }
    const again = await until(
      `a start after kill ${n + 1}`,
      () => herd.journal.starts().find((start) => start.at > killedAt + inHandMs),
      30_000,
    );
    pausesMs.push(again.at - killedAt);
  }
  const accepted = (await submitting).flat();
  await herd.allEnded(120_000);
  return await judge(herd, {
    accepted,
    kills,
    pausesMs,
    count,
    lateMs: control.worstMs(),
    sameNode: herd.node().pid === node,
  });
}

/** Submits every fourth run, each until it is accepted; a repeat has the same idempotency key. */
async function submitEvery(herd: HerdProcess, first: number, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = first; n < count; n += submitters) {
    const body = { flow: 'work', platform: 'pdd', shopId: `s${n % shops}` } as const;
    const answer = await until(
      `an answer to submission ${n}`,
      () => reached(herd.client.submit(body, { idempotencyKey: `submission-${n}` })),
      60_000,
      50,
    );
    ids.push(answer.run.id);
  }
  return ids;
}

interface Seen {
  readonly kills: number;
  readonly accepted: readonly string[];
  readonly pausesMs: readonly number[];
  readonly count: number;
  readonly lateMs: number;
  readonly sameNode: boolean;
}

async function judge(
  herd: HerdProcess,
  { accepted, kills, pausesMs, count, lateMs, sameNode }: Seen,
): Promise<ProofResult> {
  const all = await herd.allRuns();
  const known = new Set(all.map((run) => run.id));
  const worked = new Set(herd.journal.ends().map((end) => end.run));
  const unfinished = all.filter((run) => run.state !== 'succeeded');
  const lost = accepted.filter((id) => !known.has(id) || !worked.has(id));
  const again = all.filter((run) => run.attempt > 1).length;
  const overlaps = herd.journal.overlaps();
  const sorted = pausesMs.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const worst = sorted.at(-1) ?? Number.NaN;
  return {
    ok:
      new Set(accepted).size === count &&
      all.length === count &&
      unfinished.length === 0 &&
      lost.length === 0 &&
      overlaps.length === 0 &&
      sameNode &&
      median < medianLimitMs + lateMs &&
      worst < worstLimitMs + lateMs,
    lines: [
      `${kills} kills, ${kills - pausesMs.length} of them of a server that was starting, under ${count} runs in ${shops} shops: ${all.length} runs, ${unfinished.length} did not succeed, ${lost.length} lost, ${again} in more than one attempt, ${overlaps.length} overlaps in a shop`,
      `dispatching again after a median of ${Math.round(median)} ms, at worst ${Math.round(worst)} ms (control timer: ${Math.round(lateMs)} ms late at worst)`,
      `the node ${sameNode ? 'lived through it all' : 'was replaced'}`,
      ...overlaps.slice(0, 10),
    ],
  };
}
