import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Proof } from '../../scripts/prove/proof.ts';
import { openReaders, openStoppedReaders } from './sse-load/readers.ts';
import type { SourceAnswer, SourceRequest } from './sse-load/source.process.ts';

const program = fileURLToPath(new URL('./sse-load/source.process.ts', import.meta.url));
/** Times of a bare Node server that Drover may take. */
const allowedRatio = 3;
/** In the short form a few readers measure the disk, which a bare server has not: up to this is fine, ms. */
const shortFloorMs = 100;
const allowedBytes = 1024 * 1024;
const stoppedReaders = 20;
/** A reader that takes nothing is cut after 15 s. */
const cutWithinMs = 30_000;

type Ready = Extract<SourceAnswer, { is: 'ready' }>;

class SourceProcess {
  readonly #child: ChildProcess;
  readonly ready: Ready;

  constructor(child: ChildProcess, ready: Ready) {
    this.#child = child;
    this.ready = ready;
  }

  static async start(kind: 'bare' | 'drover'): Promise<SourceProcess> {
    const child = fork(program, [kind], { execArgv: ['--expose-gc'] });
    // Its first message says that it is ready.
    const [ready] = (await once(child, 'message')) as [Ready];
    return new SourceProcess(child, ready);
  }

  async ask(request: SourceRequest): Promise<SourceAnswer> {
    this.#child.send(request);
    // It answers each request with one message.
    const [answer] = (await once(this.#child, 'message')) as [SourceAnswer];
    return answer;
  }

  async memory(): Promise<number> {
    const answer = await this.ask({ do: 'memory' });
    return answer.is === 'memory' ? answer.bytes : 0;
  }

  async watching(): Promise<number> {
    const answer = await this.ask({ do: 'watching' });
    return answer.is === 'watching' ? answer.count : 0;
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill();
    await gone;
  }
}

interface Load {
  readonly name: string;
  readonly path: 'run' | 'feed';
  readonly readers: number;
  readonly perSecond: number;
}

interface Measured {
  readonly p50: number;
  readonly p99: number;
  readonly received: number;
}

async function measure(kind: 'bare' | 'drover', load: Load, seconds: number): Promise<Measured> {
  const source = await SourceProcess.start(kind);
  try {
    const { port, token } = source.ready;
    const readers = await openReaders({ port, token, path: source.ready[load.path] }, load.readers);
    // The first events find everything cold; they are not counted.
    await source.ask({ do: 'emit', perSecond: load.perSecond, seconds: 1 });
    await pause(500);
    readers.ages.length = 0;
    await source.ask({ do: 'emit', perSecond: load.perSecond, seconds });
    const expected = load.readers * load.perSecond * seconds;
    for (let waits = 0; readers.ages.length < expected && waits < 100; waits++) await pause(100);
    readers.close();
    const ages = readers.ages.toSorted((a, b) => a - b);
    const at = (part: number): number => ages[Math.floor(ages.length * part)] ?? Number.NaN;
    return { p50: at(0.5), p99: at(0.99), received: ages.length };
  } finally {
    await source.stop();
  }
}

async function compare(
  load: Load,
  seconds: number,
  rounds: number,
  floorMs: number,
): Promise<{ ok: boolean; line: string }> {
  const ratios: number[] = [];
  let slowest = 0;
  const lines: string[] = [];
  let whole = true;
  for (let round = 0; round < rounds; round++) {
    const bare = await measure('bare', load, seconds);
    const drover = await measure('drover', load, seconds);
    const expected = load.readers * load.perSecond * seconds;
    whole &&= drover.received === expected && bare.received === expected;
    ratios.push(drover.p99 / bare.p99);
    slowest = Math.max(slowest, drover.p99);
    const show = ({ p50, p99 }: Measured): string => `p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} ms`;
    lines.push(`bare ${show(bare)}, drover ${show(drover)}`);
  }
  const ratio = ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  const missed = whole ? 'nothing missed' : 'NOT ALL RECEIVED';
  return {
    ok: whole && (ratio <= allowedRatio || slowest <= floorMs),
    line: `${load.name}: p99 ${ratio.toFixed(2)} × bare (median of ${rounds}), ${missed} [${lines.join('; ')}]`,
  };
}

/** Readers that stop reading: what one costs the server, and how long until all are cut. */
async function stopped(): Promise<{ ok: boolean; line: string }> {
  const source = await SourceProcess.start('drover');
  try {
    const { port, token, run } = source.ready;
    await source.ask({ do: 'log', mebibytes: 32 });
    const reader = await openReaders({ port, token, path: run }, 1);
    await pause(2_000);
    reader.close();
    await pause(500);
    const before = await source.memory();
    const began = performance.now();
    const readers = await openStoppedReaders({ port, token, path: run }, stoppedReaders);
    let most = 0;
    let left = stoppedReaders;
    let seen = 0;
    while (performance.now() - began < cutWithinMs) {
      await pause(500);
      most = Math.max(most, await source.memory());
      left = await source.watching();
      seen = Math.max(seen, left);
      if (seen > 0 && left === 0) break;
    }
    readers.close();
    const each = (most - before) / stoppedReaders;
    const cut = `${seen - left} of ${stoppedReaders} were cut within ${((performance.now() - began) / 1000).toFixed(0)} s`;
    return {
      ok: each < allowedBytes && seen === stoppedReaders && left === 0,
      line: `readers that stop reading a run with 32 MiB of log: ${Math.round(each / 1024)} KiB each, ${cut}`,
    };
  } finally {
    await source.stop();
  }
}

/** Many watchers, measured beside a bare Node SSE server in the same run; and readers that read nothing. */
export const proof: Proof = {
  name: 'sse-load',
  measures: 'time',
  run: async (short) => {
    const part = short ? 10 : 1;
    const seconds = short ? 3 : 20;
    const rounds = short ? 1 : 3;
    const floorMs = short ? shortFloorMs : 0;
    const watchers = 1_000 / part;
    const feeds = 200 / part;
    const parts = [
      await compare(
        { name: `${watchers} watchers of a run at 5/s`, path: 'run', readers: watchers, perSecond: 5 },
        seconds,
        rounds,
        floorMs,
      ),
      await compare(
        { name: `${feeds} watchers of the feed at 200/s`, path: 'feed', readers: feeds, perSecond: 200 },
        seconds,
        rounds,
        floorMs,
      ),
      await stopped(),
    ];
    return { ok: parts.every(({ ok }) => ok), lines: parts.map(({ line }) => line) };
  },
};
