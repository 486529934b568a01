import type { Proof, ProofResult } from '../../scripts/prove/proof.ts';
import { RabbitServer } from '../../scripts/services/rabbitmq.ts';
import type { Run } from '../../src/contract/run.ts';
import { type HerdProcess, reached, withHerd, workerFlow } from '../support/herd-process.ts';
import { elapse, until } from '../support/until.ts';
import { closeConnections } from './rabbitmq-faults/close-connections.ts';
import { Outsider } from './rabbitmq-faults/outsider.ts';

const shops = 200;
const slots = 20;
const patienceMs = 90_000;
/** One of so many runs fails for good, and leaves a dead letter. */
const doomedOf = 20;
/** What ended this long before the broker was wiped has been published and taken from it by then. */
const takenMs = 5_000;

/** Everything that a broker can suffer, each with runs in flight: nothing is lost, nothing is executed twice at once. */
export const proof: Proof = {
  name: 'rabbitmq-faults',
  run: async (short) => {
    const plan = short
      ? { herds: 2, inFlight: 120, awayMs: 2_000, closings: 10 }
      : { herds: 1, inFlight: 2_000, awayMs: 30_000, closings: 50 };
    const results = await Promise.all(
      Array.from({ length: plan.herds }, (_, place) => sufferInHerd(plan, place)),
    );
    return { ok: results.every(({ ok }) => ok), lines: results.flatMap(({ lines }) => lines) };
  },
};

async function sufferInHerd(plan: Plan, place: number): Promise<ProofResult> {
  const rabbit = await RabbitServer.start();
  try {
    const flows = [
      workerFlow('work', { work: 0.3 }),
      { kind: 'command', name: 'doomed', command: ['false'], retry: { max: 0 } },
    ];
    const env = { DROVER_BROKER_URL: rabbit.url() };
    return await withHerd({ flows, slots, env }, async (herd) => {
      await herd.up();
      const outsider = await Outsider.listen(rabbit);
      try {
        return await suffer(herd, rabbit, outsider, plan, place);
      } finally {
        outsider.leave();
      }
    });
  } finally {
    await rabbit.remove();
  }
}

interface Plan {
  /** Herds that share the faults, each with a broker of its own. */
  readonly herds: number;
  readonly inFlight: number;
  readonly awayMs: number;
  readonly closings: number;
}

interface Fault {
  readonly name: string;
  /** Brings the trouble about and ends it; says when it was over, ms since epoch. */
  readonly happen: () => Promise<number>;
}

/** When what had been published and not yet taken was lost with the broker's data, ms since epoch. */
interface Wiped {
  from: number;
  to: number;
}

function faultsOf(
  herd: HerdProcess,
  rabbit: RabbitServer,
  outsider: Outsider,
  wiped: Wiped,
  { awayMs, closings }: Plan,
): readonly Fault[] {
  const back = async (): Promise<number> => {
    await rabbit.launch();
    return Date.now();
  };
  return [
    {
      name: `stopped for ${awayMs / 1000} s`,
      happen: async () => {
        await rabbit.stop();
        await degraded(herd);
        // Accepted while it is away, too.
        await submit(herd, 20, 'while-away');
        await elapse(awayMs);
        return back();
      },
    },
    {
      name: 'killed (-9)',
      happen: async () => {
        await rabbit.kill();
        return back();
      },
    },
    {
      name: 'data wiped',
      happen: async () => {
        await outsider.keepQueue(rabbit);
        wiped.from = Date.now() - takenMs;
        await rabbit.wipe();
        wiped.to = Date.now();
        return back();
      },
    },
    {
      name: 'queues purged',
      happen: async () => {
        await rabbit.ctl('purge_queue', 'rpa_dispatch.default');
        return Date.now();
      },
    },
    {
      name: 'publishers blocked',
      happen: async () => {
        await rabbit.block();
        await submit(herd, 20, 'while-blocked');
        await until('the alarm', async () => await alarmed(herd, 'blocked'), patienceMs);
        await rabbit.unblock();
        return Date.now();
      },
    },
    {
      name: `connections closed ${closings} times`,
      happen: async () => {
        await closeConnections(rabbit, closings);
        return Date.now();
      },
    },
  ];
}

async function suffer(
  herd: HerdProcess,
  rabbit: RabbitServer,
  outsider: Outsider,
  plan: Plan,
  place: number,
): Promise<ProofResult> {
  const lines: string[] = [];
  const wiped: Wiped = { from: 0, to: 0 };
  const faults = faultsOf(herd, rabbit, outsider, wiped, plan).filter((_, n) => n % plan.herds === place);
  let sample = 0;
  for (const { name, happen } of faults) {
    const before = await fill(herd, plan.inFlight, `f${sample}`);
    const beganAt = Date.now();
    const overAt = await happen();
    const after = await inFlight(herd);
    await until(
      'a broker that is well',
      async () => (await reached(herd.client.broker()))?.ok === true && !(await alarmed(herd, null)),
      patienceMs,
      25,
    );
    const wellMs = Date.now() - overAt;
    // A run that comes now goes its whole way over the broker.
    const [probe] = await submit(herd, 1, `probe${sample++}`, 9);
    const startedAt = await herd
      .ended(probe ?? '', patienceMs)
      .then(({ startedAt: at }) => Date.parse(at ?? ''));
    lines.push(
      `${name}: ${before} in flight when it began, ${after} when it was over ${overAt - beganAt} ms later; the broker in use again after ${wellMs} ms, a run begun after ${startedAt - overAt} ms`,
    );
  }
  await herd.allEnded(patienceMs * 4);
  const runs = await herd.allRuns();
  const heard = await allHeard(runs, outsider, wiped);
  const problems = [...executionFaults(herd, runs), ...heard.faults];
  const doomed = runs.filter(({ flow }) => flow === 'doomed').length;
  lines.push(
    `${runs.length} runs over ${shops} shops, all ended at their first attempt, none lost, none executed twice, no two in one shop at once`,
    `an outside consumer heard the end of ${heard.ends} of them (${heard.repeats} of them more than once) and got ${heard.copies} of ${doomed} dead copies; ${heard.lost} were confirmed before the wipe, not yet taken, and lost with it`,
  );
  return { ok: problems.length === 0, lines: [...lines, ...problems] };
}

function executionFaults(herd: HerdProcess, runs: readonly Run[]): string[] {
  const faults: string[] = [];
  const wrong = runs.filter(({ flow, state }) => state !== (flow === 'doomed' ? 'failed' : 'succeeded'));
  for (const { id, flow, state } of wrong.slice(0, 5)) faults.push(`${id} of ${flow} is ${state}`);
  const repeated = runs.filter(({ attempt }) => attempt !== 1);
  for (const { id, attempt } of repeated.slice(0, 5)) faults.push(`${id} took ${attempt} attempts`);
  const executed = herd.journal.starts().length;
  const wanted = runs.filter(({ flow }) => flow === 'work').length;
  if (executed !== wanted) faults.push(`${executed} executions of ${wanted} runs`);
  return [...faults, ...herd.journal.overlaps().slice(0, 5)];
}

/** Waits until the outsider knows of every end and has every dead copy that the wipe did not take with it. */
async function allHeard(runs: readonly Run[], outsider: Outsider, wiped: Wiped) {
  const missing = (): string[] =>
    runs.flatMap(({ id, state, flow }) => [
      ...(outsider.heard(id, state) > 0 ? [] : [id]),
      ...(flow !== 'doomed' || outsider.copies(id) > 0 ? [] : [id]),
    ]);
  const endedAt = new Map(runs.map(({ id, endedAt: at }) => [id, Date.parse(at ?? '')]));
  const mayBeLost = (id: string): boolean => {
    const at = endedAt.get(id) ?? 0;
    return wiped.from <= at && at <= wiped.to;
  };
  const faults = await until(
    'everything heard outside',
    () => missing().every(mayBeLost) && [],
    patienceMs,
    100,
  ).catch(() =>
    missing()
      .filter((id) => !mayBeLost(id))
      .slice(0, 5)
      .map((id) => `nobody outside heard of ${id}, which ended at ${endedAt.get(id)}`),
  );
  return {
    faults,
    ends: runs.filter(({ id, state }) => outsider.heard(id, state) > 0).length,
    repeats: runs.filter(({ id, state }) => outsider.heard(id, state) > 1).length,
    copies: runs.filter(({ id }) => outsider.copies(id) > 0).length,
    lost: missing().length,
  };
}

/** Submits until at least this many runs have not ended; says how many have not. */
async function fill(herd: HerdProcess, wanted: number, word: string): Promise<number> {
  for (;;) {
    const now = await inFlight(herd);
    if (now >= wanted) return now;
    // Some end meanwhile.
    await submit(herd, wanted - now + 2 * slots, word);
  }
}

/** Runs that have not ended. */
async function inFlight(herd: HerdProcess): Promise<number> {
  const { runs } = await herd.client.system();
  return Object.values(runs).reduce((sum, count) => sum + count, 0);
}

async function submit(herd: HerdProcess, count: number, word: string, priority = 5): Promise<string[]> {
  const runs = await herd.submitAll(
    Array.from({ length: count }, (_, n) => ({
      flow: n % doomedOf === 1 ? 'doomed' : 'work',
      platform: 'pdd',
      shopId: String(n % shops),
      priority,
      tags: [word],
    })),
  );
  return runs.map(({ id }) => id);
}

function degraded(herd: HerdProcess): Promise<boolean> {
  return until(
    'that the server says the broker is away',
    async () =>
      (await reached(herd.client.readiness()))?.checks.some(({ name, ok }) => name === 'broker' && !ok) ===
      true,
    patienceMs,
  );
}

/** Whether such an alarm holds; null: any of the broker as a whole. */
async function alarmed(herd: HerdProcess, rule: string | null): Promise<boolean> {
  const { alarms } = await herd.client.broker();
  return alarms.some((alarm) => (rule === null ? alarm.queue === null : alarm.rule === rule));
}
