import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Proof } from '../../scripts/prove/proof.ts';
import { engineEnvironment } from '../support/engine-herd.ts';
import { freePort } from '../support/free-port.ts';
import { withHerd } from '../support/herd-process.ts';
import { until } from '../support/until.ts';
import { Inspected } from './exec-streams/inspected.ts';
import { Streams } from './exec-streams/streams.ts';

const place = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const programs = {
  bare: place('./exec-streams/bare.process.ts'),
  engine: place('../../examples/engine/main.ts'),
};

/** Times of a bare server's memory for a stream that Drover may take. */
const allowedRatio = 2.5;
/** Few streams measure what is made once, too: up to this is fine in the short form. */
const shortRatio = 4;
/** The end of the hold beside its beginning. */
const allowedGrowth = 1.1;
const allowedQueries = 12;
const patienceMs = 60_000;

interface Sizes {
  readonly few: number;
  readonly many: number;
  readonly taskMs: number;
  /** Until everything that was begun has begun. */
  readonly settleMs: number;
  readonly holdMs: number;
  readonly samples: number;
}
const long: Sizes = { few: 200, many: 2_000, taskMs: 60_000, settleMs: 3_000, holdMs: 240_000, samples: 12 };
const short: Sizes = { few: 20, many: 100, taskMs: 5_000, settleMs: 1_000, holdMs: 1_000, samples: 2 };

/** Starts a program and resolves with what it prints behind this name. */
async function started(
  program: string,
  says: string,
  env: Readonly<Record<string, string>>,
): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const said = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith(`${says}=`)) resolve(line.slice(says.length + 1));
    });
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
  });
  return { child, said };
}

/** Memory that a stream takes, bytes: from few to many. */
async function perStream(process: Inspected, streams: Streams, sizes: Sizes): Promise<number> {
  const heaps: number[] = [];
  for (const count of [sizes.few, sizes.many]) {
    await streams.openUpTo(count);
    await pause(sizes.settleMs);
    heaps.push(await process.heapBytes());
  }
  const [before = 0, after = 0] = heaps;
  return (after - before) / (sizes.many - sizes.few);
}

async function measureBare(sizes: Sizes): Promise<number> {
  const port = await freePort();
  const { child, said } = await started(programs.bare, 'BARE_PORT', {
    NODE_OPTIONS: `--inspect-port=${port}`,
  });
  const streams = new Streams(`http://127.0.0.1:${said}`, sizes.taskMs);
  try {
    // A child that has printed something has a pid.
    using inspected = await Inspected.attach(child.pid ?? 0, port);
    return await perStream(inspected, streams, sizes);
  } finally {
    streams.cut();
    child.kill('SIGKILL');
  }
}

interface Seen {
  readonly bytes: number;
  /** Heap while many are held, MiB. */
  readonly held: readonly number[];
  readonly least: number;
  readonly streams: Streams;
  readonly queries: readonly number[];
  readonly creates: number;
}

async function measureDrover(sizes: Sizes): Promise<Seen> {
  const engine = await started(programs.engine, 'ENGINE_URL', { ENGINE_PORT: '0' });
  const env = {
    ...engineEnvironment(engine.said),
    XIAOWU_RPA_PING_INTERVAL: '3',
    XIAOWU_RPA_TASK_QUERY_INTERVAL: '10',
    XIAOWU_RPA_TIMEOUT: '300',
  };
  try {
    return await withHerd({ flows: [], env }, async (herd) => {
      const port = await freePort();
      const pid = herd.launch('server', { NODE_OPTIONS: `--inspect-port=${port}` });
      await herd.serving(pid);
      herd.launch('node');
      await herd.connected();
      // The first calls find everything cold.
      const warm = new Streams(herd.url, 10);
      await warm.openUpTo(Math.max(100, sizes.few));
      await until('the end of the first', () => warm.open === 0, patienceMs);
      using inspected = await Inspected.attach(pid, port);
      const streams = new Streams(herd.url, sizes.taskMs);
      streams.replacing = true;
      const bytes = await perStream(inspected, streams, sizes);
      const held: number[] = [];
      let least = streams.open;
      for (let sample = 0; sample < sizes.samples; sample++) {
        await pause(sizes.holdMs / sizes.samples);
        least = Math.min(least, streams.open);
        held.push((await inspected.heapBytes()) / 2 ** 20);
      }
      streams.replacing = false;
      await until('the end of all', () => streams.open === 0, sizes.taskMs + patienceMs);
      const told = (await (await fetch(`${engine.said}/engine/tasks`)).json()) as {
        readonly creates: number;
        readonly tasks: readonly { readonly queries: number }[];
      };
      const queries = told.tasks.slice(warm.opened).map((task) => task.queries);
      return { bytes, held, least, streams, queries, creates: told.creates - warm.opened };
    });
  } finally {
    engine.child.kill('SIGKILL');
  }
}

/** Streams of the exec API that are held: what one costs beside a bare Node server's, and that none costs more with time. */
export const proof: Proof = {
  name: 'exec-streams',
  measures: 'use',
  run: async (isShort) => {
    const sizes = isShort ? short : long;
    const bare = await measureBare(sizes);
    const { bytes, held, least, streams, queries, creates } = await measureDrover(sizes);
    const ratio = bytes / bare;
    const third = Math.max(1, Math.floor(held.length / 3));
    const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;
    const growth = mean(held.slice(-third)) / mean(held.slice(0, third));
    const most = queries.reduce((worst, one) => Math.max(worst, one), 0);
    const kib = (value: number): string => (value / 1024).toFixed(1);
    const allRight =
      streams.wrong.length === 0 && streams.right === streams.opened && creates === streams.opened;
    const wrong = streams.wrong.length === 0 ? '' : ` [${streams.wrong.slice(0, 3).join(' | ')}]`;
    return {
      ok:
        allRight &&
        ratio <= (isShort ? shortRatio : allowedRatio) &&
        (isShort || growth <= allowedGrowth) &&
        most <= allowedQueries,
      lines: [
        `${streams.opened} calls, up to ${sizes.many} at once (never under ${least} while held for ${sizes.holdMs / 1000} s), tasks of ${sizes.taskMs / 1000} s: ${streams.right} ended right, ${creates} creates at the engine${wrong}`,
        `memory of a stream (heap after collection, from ${sizes.few} to ${sizes.many}): ${kib(bytes)} KiB, bare ${kib(bare)} KiB: ${ratio.toFixed(2)} ×`,
        `heap while held: ${held.map((one) => one.toFixed(0)).join(', ')} MiB; its end is ${growth.toFixed(2)} × its beginning`,
        `queries of a task: at most ${most}, ${mean(queries).toFixed(1)} on average`,
      ],
    };
  },
};
