/**
 * `npm run bench [-- --rounds 5 --jobs 20000 --concurrency 100 --only drover,bullmq,bullmq-synced --latency-seconds 20 --profile]`: Drover beside
 * its peers, in turns: each round gives every system one turn, in rotating order, with nothing else running. Medians and ratios as
 * a table; everything as JSON in bench/results. Needs redis-server and PostgreSQL's programs; see docs/performance.md.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPeers } from './peers/install-peers.ts';
import { measureRawLimit } from './raw-limit.ts';
import { resultsTable, writeResults } from './results.ts';
import type { System } from './system.ts';
import { bullmq, bullmqSynced } from './systems/bullmq.ts';
import { drover } from './systems/drover.ts';
import { graphileWorker } from './systems/graphile-worker.ts';
import { type TurnOptions, type TurnResult, takeTurn } from './turn.ts';

const systems: readonly System[] = [drover, bullmq, bullmqSynced, graphileWorker];
const raw = 'raw';
const names = [...systems.map((system) => system.name), raw];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    jobs: { type: 'string', default: '20000' },
    concurrency: { type: 'string', default: '100' },
    rate: { type: 'string', default: '100' },
    'latency-seconds': { type: 'string', default: '20' },
    only: { type: 'string', default: names.join(',') },
    profile: { type: 'boolean', default: false },
  },
});

function wholeNumber(
  name: 'rounds' | 'jobs' | 'concurrency' | 'rate' | 'latency-seconds',
  least: number,
): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= least) return number;
  console.error(`--${name} takes a whole number from ${least} on, not ${values[name]}`);
  process.exit(2);
}

const results = new URL('./results', import.meta.url).pathname;
const rounds = wholeNumber('rounds', 1);
const options: TurnOptions = {
  jobs: wholeNumber('jobs', 1),
  concurrency: wholeNumber('concurrency', 1),
  rate: wholeNumber('rate', 1),
  latencySeconds: wholeNumber('latency-seconds', 0),
  profiles: values.profile ? join(results, 'profiles') : null,
};
const only = new Set(values.only.split(','));
const unknown = [...only].filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No such system: ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  process.exit(2);
}
const chosen = systems.filter((system) => only.has(system.name));

if (chosen.some((system) => system !== drover)) await installPeers();
const [load = 0] = loadavg();
if (load > 0.35 * availableParallelism())
  console.warn(`The machine is busy (load ${load.toFixed(2)}): figures will be too low.`);

const turns = new Map<string, TurnResult[]>(chosen.map((system) => [system.name, []]));
const limits: number[] = [];
for (let round = 0; round < rounds; round++) {
  console.log(`round ${round + 1} of ${rounds}`);
  for (let i = 0; i < chosen.length; i++) {
    const system = chosen[(i + round) % chosen.length];
    if (system === undefined) continue;
    const result = await takeTurn(system, options);
    turns.get(system.name)?.push(result);
    const start =
      result.startP99Ms === null
        ? ''
        : `, start p50 ${result.startP50Ms?.toFixed(2)} ms, p99 ${result.startP99Ms.toFixed(2)} ms`;
    console.log(
      `  ${system.name}: ${Math.round(result.enqueuedPerSecond)} enqueued/s, ${Math.round(result.processedPerSecond)} processed/s${start}`,
    );
  }
  if (only.has(raw)) {
    const limit = await rawLimit();
    limits.push(limit);
    console.log(`  raw limit: ${Math.round(limit)} runs/s`);
  }
}

async function rawLimit(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-bench-'));
  try {
    return await measureRawLimit(folder, options.jobs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// The second has ratios to a peer that promises what Drover does.
for (const reference of [bullmq, bullmqSynced])
  console.log(`\n${resultsTable({ turns, raw: limits }, reference.name)}`);
console.log();
console.log(writeResults(results, { turns, raw: limits }, { rounds, ...options, profiles: undefined }));
