import type { Proof, ProofResult } from '../../scripts/prove/proof.ts';
import { maxLineBytes } from '../../src/node/line-cut.ts';
import { type HerdProcess, withHerd } from '../support/herd-process.ts';
import { residentBytes } from '../support/living-processes.ts';
import { until } from '../support/until.ts';

const mib = 2 ** 20;
/**
 * By how much server and node may grow while they take whatever a program prints: most of it is garbage that the
 * collector lets lie until there is a need. Less than what is printed in bytes, so that a node that kept it all would be found out.
 */
const growthLimit = 120 * mib;
/** What is kept of one attempt's log is at most this. */
const logLimit = 32 * mib;

interface Flood {
  readonly name: string;
  readonly title: string;
  /** One shell command that prints it. */
  readonly prints: string;
  readonly lines: number;
  /** Characters of the longest of them that are too many for a log line. */
  readonly tooLong: number;
}

function floods(short: boolean): Flood[] {
  const bytes = short ? 200 * mib : 1024 * mib;
  const lines = short ? 2_000_000 : 10_000_000;
  return [
    {
      name: 'bytes',
      title: `${bytes / mib} MB in lines of 1 KB`,
      prints: `yes ${'x'.repeat(1023)} | head -c ${bytes}`,
      lines: bytes / 1024,
      tooLong: 0,
    },
    {
      name: 'lines',
      title: `${lines.toLocaleString('en')} lines`,
      prints: `seq ${lines}`,
      lines,
      tooLong: 0,
    },
    {
      name: 'empty',
      title: `${lines.toLocaleString('en')} empty lines`,
      prints: `yes '' | head -n ${lines}`,
      lines,
      tooLong: 0,
    },
    {
      name: 'endless',
      title: `${bytes / mib} MB without a line's end`,
      prints: `head -c ${bytes} /dev/zero | tr '\\\\0' x; echo`,
      lines: 1,
      tooLong: bytes - maxLineBytes,
    },
  ];
}

/** Whatever a program prints, memory stays bounded, the end of it is kept, and the log says what is not. */
export const proof: Proof = {
  name: 'flood',
  measures: 'use',
  run: async (short) => {
    const all = floods(short);
    const flows = all.map(({ name, prints }) => ({
      kind: 'command',
      name,
      command: ['/bin/sh', '-c', `${prints}; echo 'before the end'; echo 'the end'`],
      retry: { max: 0 },
      timeout: '10m',
    }));
    return withHerd({ flows }, async (herd) => {
      await herd.up();
      const results: ProofResult[] = [];
      for (const flood of all) results.push(await endure(herd, flood, growthLimit));
      return { ok: results.every((result) => result.ok), lines: results.flatMap((result) => result.lines) };
    });
  },
};

async function endure(
  herd: HerdProcess,
  { name, title, lines, tooLong }: Flood,
  limit: number,
): Promise<ProofResult> {
  const server = (await herd.client.health()).pid;
  const { pid: node } = herd.node();
  const before = { server: residentBytes(server), node: residentBytes(node) };
  const peak = { ...before };
  const from = performance.now();
  const { run } = await herd.client.submit({ flow: name });
  const ended = await until(
    `the end of ${title}`,
    async () => {
      peak.server = Math.max(peak.server, residentBytes(server));
      peak.node = Math.max(peak.node, residentBytes(node));
      const now = await herd.client.run(run.id);
      return now.endedAt !== null && now;
    },
    600_000,
    100,
  );
  const seconds = (performance.now() - from) / 1000;
  const log = await readLog(herd, run.id);
  const growth = { server: peak.server - before.server, node: peak.node - before.node };
  const alive = (await herd.client.health()).pid === server && herd.node().pid === node;
  return {
    ok:
      alive &&
      ended.state === 'succeeded' &&
      growth.server < limit &&
      growth.node < limit &&
      // Two more are printed at the end.
      log.lines + log.leftOut === lines + 2 &&
      log.leftOut > 0 === lines > 1 &&
      log.cut === tooLong &&
      log.characters < logLimit &&
      log.last === 'the end',
    lines: [
      `${title}: ${ended.state} in ${seconds.toFixed(1)} s; server +${Math.round(growth.server / mib)} MB, node +${Math.round(growth.node / mib)} MB; ` +
        `${log.lines} lines kept (${(log.characters / mib).toFixed(1)} MB), ${log.leftOut} told as left out${log.cut > 0 ? `, one cut by ${log.cut} characters` : ''}, the last one is «${log.last.slice(0, 20)}»`,
    ],
  };
}

interface LogSeen {
  /** What the program printed and the log kept. */
  lines: number;
  characters: number;
  /** Sum of what the log says it left out. */
  leftOut: number;
  /** Characters by which lines say that they were cut. */
  cut: number;
  last: string;
}

async function readLog(herd: HerdProcess, runId: string): Promise<LogSeen> {
  const seen: LogSeen = { lines: 0, characters: 0, leftOut: 0, cut: 0, last: '' };
  for await (const { stream, text } of herd.client.logs(runId)) {
    seen.characters += text.length;
    if (stream === 'sys') seen.leftOut += Number(/^(\d+) lines? left out$/.exec(text)?.[1] ?? 0);
    if (stream !== 'out') continue;
    seen.lines++;
    seen.cut += Number(/ … \((\d+) more characters cut\)$/.exec(text)?.[1] ?? 0);
    seen.last = text;
  }
  return seen;
}
