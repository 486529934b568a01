import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { median } from './statistics.ts';
import type { TurnResult } from './turn.ts';

/** Every system's turns, and the raw limit of each round (runs/s). */
export interface Rounds {
  readonly turns: ReadonlyMap<string, readonly TurnResult[]>;
  readonly raw: readonly number[];
}

type Measure = keyof TurnResult;
type Medians = Record<Measure, number | null>;

function mediansOf(turns: readonly TurnResult[]): Medians {
  const medianOf = (name: Measure): number | null => {
    const values = turns.map((turn) => turn[name]).filter((value) => value !== null);
    return values.length === 0 ? null : median(values);
  };
  return {
    enqueuedPerSecond: medianOf('enqueuedPerSecond'),
    processedPerSecond: medianOf('processedPerSecond'),
    processorMicrosPerJob: medianOf('processorMicrosPerJob'),
    startP50Ms: medianOf('startP50Ms'),
    startP99Ms: medianOf('startP99Ms'),
  };
}

const count = (value: number | null): string =>
  value === null ? '–' : Math.round(value).toLocaleString('en');
const ms = (value: number | null): string => (value === null ? '–' : value.toFixed(2));
const ratio = (value: number | null, of: number | null | undefined): string =>
  value === null || of === null || of === undefined ? '–' : (value / of).toFixed(2);

/** Medians of all rounds and their ratios to `reference`, as a Markdown table. */
export function resultsTable({ turns, raw }: Rounds, reference: string): string {
  const medians = new Map([...turns].map(([name, results]) => [name, mediansOf(results)]));
  const base = medians.get(reference);
  const lines = [
    `| system | enqueued/s | processed/s | × ${reference} | processor µs/job | start p50, ms | start p99, ms | × ${reference} |`,
    '|---|---:|---:|---:|---:|---:|---:|---:|',
    ...[...medians].map(([name, own]) => {
      const cells = [
        name,
        count(own.enqueuedPerSecond),
        count(own.processedPerSecond),
        ratio(own.processedPerSecond, base?.processedPerSecond),
        count(own.processorMicrosPerJob),
        ms(own.startP50Ms),
        ms(own.startP99Ms),
        ratio(own.startP99Ms, base?.startP99Ms),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
  if (raw.length > 0) {
    const limit = median(raw);
    lines.push(
      `| raw limit (SQLite alone) | – | ${count(limit)} | ${ratio(limit, base?.processedPerSecond)} | – | – | – | – |`,
    );
  }
  return lines.join('\n');
}

/** Writes everything measured, with its settings and kind of machine, into a file of `folder`; returns its path. */
export function writeResults(folder: string, rounds: Rounds, settings: object): string {
  mkdirSync(folder, { recursive: true });
  const at = new Date().toISOString();
  const path = join(folder, `${at.replaceAll(/[:.]/g, '-')}.json`);
  const systems = [...rounds.turns].map(([name, turns]) => ({ name, medians: mediansOf(turns), turns }));
  const body = {
    at,
    machine: machine(),
    settings,
    systems,
    rawRunsPerSecond: { median: median(rounds.raw), rounds: rounds.raw },
  };
  writeFileSync(path, `${JSON.stringify(body, null, 2)}\n`);
  return path;
}

/** The kind of machine: cores, processor, memory, system, Node. */
function machine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${processors.length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()}, Node ${process.version}`;
}
