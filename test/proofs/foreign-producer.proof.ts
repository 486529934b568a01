import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Proof, ProofResult } from '../../scripts/prove/proof.ts';
import { RabbitServer } from '../../scripts/services/rabbitmq.ts';
import { type HerdProcess, withHerd, workerFlow } from '../support/herd-process.ts';
import { fixtureProgram } from '../support/living-processes.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);
/** Farthest that a delayed task may be admitted from when it is due, ms. */
const delayToleranceMs = 500;
/** What fell due while no server ran is admitted within this of its start, ms. */
const lateMs = 5_000;

/** A Python program that publishes as teams' own producers do, before, while and after a server runs. */
export const proof: Proof = {
  name: 'foreign-producer',
  measures: 'time',
  run: async (short) => {
    const plan = short ? { count: 240, shops: 60 } : { count: 1_000, shops: 200 };
    const rabbit = await RabbitServer.start();
    try {
      const env = { DROVER_BROKER_URL: rabbit.url() };
      const flow = workerFlow('work', { work: 0.02 }, { match: { platform: '*', taskType: 'sync' } });
      return await withHerd({ flows: [flow], slots: 20, env }, (herd) => produce(herd, rabbit, plan));
    } finally {
      await rabbit.remove();
    }
  },
};

interface Published {
  readonly kind: 'task' | 'again' | 'malformed';
  readonly publishedAt: number;
  readonly expiration: number | null;
  readonly task: {
    readonly task_id: string;
    readonly shop_id: string;
    readonly platform: string;
    readonly payload: object;
  };
  /** Base64 of a malformed one. */
  readonly raw: string;
}

async function produce(
  herd: HerdProcess,
  rabbit: RabbitServer,
  { count, shops }: { readonly count: number; readonly shops: number },
): Promise<ProofResult> {
  let next = 0;
  const publish = async (share: number, delays: boolean): Promise<Published[]> => {
    const size = Math.round(count * share);
    const args = [rabbit.port, next, size, shops, next + 1, delays ? 'delays' : 'none'].map(String);
    next += size;
    const { stdout } = await run('/usr/bin/python3', [fixtureProgram('foreign-producer.py'), ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Published);
  };

  // Before any server ran, only the producer's own queues exist.
  const before = await publish(0.1, false);
  await herd.up();
  const during = await publish(0.5, true);
  const lastDue = Math.max(...during.map(({ publishedAt, expiration }) => publishedAt + (expiration ?? 0)));
  await until('the due times of what is delayed', () => Date.now() > lastDue + delayToleranceMs, 10_000);
  // The server goes in order; what is published now waits, and some of it expires, in the intake.
  const goneAt = Date.now();
  await herd.stop();
  const away = await publish(0.2, true);
  const downMs = 3_000;
  await until(
    'the longest of the delays half over',
    () => Date.now() > (away.at(-1)?.publishedAt ?? 0) + downMs,
    10_000,
  );
  await herd.up();
  const backAt = Date.now();
  const after = await publish(0.2, true);
  const all = [...before, ...during, ...away, ...after];
  const tasks = all.filter(({ kind }) => kind === 'task');
  const malformed = all.filter(({ kind }) => kind === 'malformed');

  await until('a run for every task', async () => (await herd.allRuns()).length >= tasks.length, 60_000, 250);
  await herd.allEnded(120_000);
  const runs = new Map((await herd.allRuns()).map((one) => [one.id, one]));
  const faults: string[] = [];
  for (const { task } of tasks) {
    const found = runs.get(task.task_id);
    if (found?.state !== 'succeeded') faults.push(`${task.task_id} is ${found?.state ?? 'lost'}`);
    else if (found.shopId !== task.shop_id || found.platform !== task.platform || found.source !== 'amqp')
      faults.push(`${task.task_id} is another's run`);
  }
  if (runs.size !== tasks.length) faults.push(`${runs.size} runs of ${tasks.length} tasks`);
  const starts = new Map<string, number>();
  for (const { run: id } of herd.journal.starts()) starts.set(id, (starts.get(id) ?? 0) + 1);
  for (const [id, times] of starts) if (times !== 1) faults.push(`${id} was executed ${times} times`);
  faults.push(...herd.journal.overlaps());

  const letters = await unreadBodies(herd);
  const bodies = malformed.map(({ raw }) => raw).sort();
  if (letters.toSorted().join() !== bodies.join())
    faults.push(`${letters.length} dead letters of ${bodies.length} malformed messages, or other bodies`);

  const delays = await delayErrors(herd, [...during, ...away, ...after], { from: goneAt, to: backAt });
  faults.push(...delays.faults);

  const left = await until(
    'no queue left filled',
    async () => {
      const filled = (await queueLengths(rabbit)).filter(([name]) => name !== 'rpa_dead_queue');
      return filled.every(([, length]) => length === 0) && filled;
    },
    20_000,
    500,
  );
  const dead = Object.fromEntries(await queueLengths(rabbit))['rpa_dead_queue'] ?? 0;
  if (dead < malformed.length)
    faults.push(`${dead} copies in the dead queue of ${malformed.length} malformed`);
  return {
    ok: faults.length === 0,
    lines: [
      `${all.length} messages published, ${before.length} before any server ran and ${away.length} while none did`,
      `${tasks.length} tasks over ${shops} shops: each executed once, ${all.length - tasks.length - malformed.length} repeats met their run`,
      `${malformed.length} malformed ones are dead letters with their raw bodies, and copies in rpa_dead_queue`,
      `${delays.errors.length} delayed: admitted ${worst(delays.errors)} ms from when they were due at most; ${delays.late} were due while no server ran`,
      `${left.length} queues empty at the end`,
      ...faults.slice(0, 20),
    ],
  };
}

/** Base64 of the raw bodies of all messages that were not understood. */
async function unreadBodies(herd: HerdProcess): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await herd.client.deadLetters({
      limit: 200,
      type: 'MESSAGE',
      ...(cursor ? { cursor } : {}),
    });
    for (const { id } of page.items) {
      const { original } = await herd.client.deadLetter(id);
      found.push(Buffer.from(original.body ?? '', original.encoding ?? 'utf8').toString('base64'));
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

/** How far from their due times delayed tasks were admitted, ms; those due while no server ran, at its start. */
async function delayErrors(
  herd: HerdProcess,
  published: readonly Published[],
  gone: { from: number; to: number },
) {
  const errors: number[] = [];
  const faults: string[] = [];
  let late = 0;
  for (const { kind, task, publishedAt, expiration } of published) {
    if (kind !== 'task' || expiration === null) continue;
    const due = publishedAt + expiration;
    const admitted = await admittedAt(herd, task.task_id);
    // What fell due while no server ran is due at its start, which is a moment before it is seen to serve.
    if (gone.from <= due && due < gone.to) {
      late++;
      if (admitted < due - delayToleranceMs || admitted > gone.to + lateMs)
        faults.push(`${task.task_id} was admitted ${Math.round(admitted - gone.to)} ms after the start`);
      continue;
    }
    errors.push(Math.abs(admitted - due));
    if (Math.abs(admitted - due) > delayToleranceMs)
      faults.push(`${task.task_id} was admitted ${Math.round(admitted - due)} ms from when it was due`);
  }
  return { errors, faults, late };
}

/** When the run left `scheduled`, or came into being if it never was, ms since epoch. */
async function admittedAt(herd: HerdProcess, id: string): Promise<number> {
  for await (const { event, data } of herd.client.runEvents(id))
    if (event === 'state' && data.to !== 'scheduled') return Date.parse(data.at);
  return Number.NaN;
}

async function queueLengths(rabbit: RabbitServer): Promise<[string, number][]> {
  const lines = (await rabbit.ctl('list_queues', 'name', 'messages')).trim().split('\n').slice(1);
  return lines.map((line) => {
    const [name = '', length] = line.split('\t');
    return [name, Number(length)];
  });
}

const worst = (errors: readonly number[]): number => Math.round(Math.max(0, ...errors));
