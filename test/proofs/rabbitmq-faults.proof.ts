import type { Proof, ProofResult } from '../../scripts/prove/proof.ts';
import { RabbitServer } from '../../scripts/services/rabbitmq.ts';
import { type HerdProcess, reached, withHerd, workerFlow } from '../support/herd-process.ts';
import { elapse, until } from '../support/until.ts';

const shops = 200;
const slots = 20;
const patienceMs = 90_000;

/** Everything that a broker can suffer, each with runs in flight: nothing is lost, nothing is executed twice at once. */
export const proof: Proof = {
  name: 'rabbitmq-faults',
  run: async (short) => {
    const plan = short
      ? { inFlight: 300, awayMs: 2_000, closings: 10 }
      : { inFlight: 2_000, awayMs: 30_000, closings: 50 };
    const rabbit = await RabbitServer.start();
    try {
      // Longer work leaves the cores to the broker, whose starts are most of the time.
      const flows = [workerFlow('work', { work: short ? 0.3 : 0.03 })];
      const env = { DROVER_BROKER_URL: rabbit.url() };
      return await withHerd({ flows, slots, env }, (herd) => suffer(herd, rabbit, plan));
    } finally {
      await rabbit.remove();
    }
  },
};

interface Plan {
  readonly inFlight: number;
  readonly awayMs: number;
  readonly closings: number;
}

interface Fault {
  readonly name: string;
  /** Brings the trouble about and ends it; says when it was over, ms since epoch. */
  readonly happen: () => Promise<number>;
}

function faultsOf(herd: HerdProcess, rabbit: RabbitServer, { awayMs, closings }: Plan): readonly Fault[] {
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
        await rabbit.wipe();
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
        for (let n = 0; n < closings; n++) await closeConnections(rabbit);
        return Date.now();
      },
    },
  ];
}

async function suffer(herd: HerdProcess, rabbit: RabbitServer, plan: Plan): Promise<ProofResult> {
  await herd.up();
  const lines: string[] = [];
  const problems: string[] = [];
  let sample = 0;
  for (const { name, happen } of faultsOf(herd, rabbit, plan)) {
    await submit(herd, plan.inFlight - (await inFlight(herd)), `f${sample}`);
    const overAt = await happen();
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
      `${name}: ${plan.inFlight} in flight, the broker in use again after ${wellMs} ms, a run begun ${startedAt - overAt} ms after the fault was over`,
    );
  }
  await herd.allEnded(patienceMs * 4);
  const runs = await herd.allRuns();
  const unfinished = runs.filter(({ state }) => state !== 'succeeded');
  for (const { id, state } of unfinished.slice(0, 5)) problems.push(`${id} is ${state}`);
  const repeated = runs.filter(({ attempt }) => attempt !== 1);
  for (const { id, attempt } of repeated.slice(0, 5)) problems.push(`${id} took ${attempt} attempts`);
  const starts = herd.journal.starts();
  if (starts.length !== runs.length) problems.push(`${starts.length} executions of ${runs.length} runs`);
  problems.push(...herd.journal.overlaps().slice(0, 5));
  lines.push(
    `${runs.length} runs over ${shops} shops, all succeeded at their first attempt, none lost, none executed twice`,
  );
  return { ok: problems.length === 0, lines: [...lines, ...problems] };
}

/** Runs that have not ended. */
async function inFlight(herd: HerdProcess): Promise<number> {
  const { runs } = await herd.client.system();
  return Object.values(runs).reduce((sum, count) => sum + count, 0);
}

async function submit(herd: HerdProcess, count: number, word: string, priority = 5): Promise<string[]> {
  const runs = await herd.submitAll(
    Array.from({ length: count }, (_, n) => ({
      flow: 'work',
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

/** Ends every connection by the management API, which needs no program to be started for it. */
async function closeConnections(rabbit: RabbitServer): Promise<void> {
  const headers = { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}` };
  const base = `http://127.0.0.1:${rabbit.managementPort}/api/connections`;
  const open = await until(
    'open connections',
    async () => {
      const list = (await (await fetch(base, { headers })).json()) as { readonly name: string }[];
      return list.length > 0 && list;
    },
    patienceMs,
    20,
  );
  for (const { name } of open)
    await fetch(`${base}/${encodeURIComponent(name)}`, { method: 'DELETE', headers });
}
