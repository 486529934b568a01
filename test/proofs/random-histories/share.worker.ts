/** Plays every n-th history, on a core of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { runHistory } from '../../simulation/run-history.ts';

/** What a worker is to play. */
export interface Share {
  readonly first: number;
  readonly stride: number;
  readonly count: number;
  /** Wall time after which no further one is begun, ms since epoch. */
  readonly until: number;
}

/** What it has played. */
export interface Played {
  done: number;
  runs: number;
  crashes: number;
  readonly violations: string[];
}

/** More of them tell nothing new. */
const enoughViolations = 5;

export async function play({ first, stride, count, until }: Share): Promise<Played> {
  const played: Played = { done: 0, runs: 0, crashes: 0, violations: [] };
  while (played.done < count && Date.now() < until && played.violations.length < enoughViolations) {
    try {
      const report = await runHistory(first + played.done * stride);
      played.runs += report.runs;
      played.crashes += report.serverCrashes + report.nodeCrashes;
    } catch (error) {
      played.violations.push(String(error));
    }
    played.done += 1;
  }
  return played;
}

function isShare(given: unknown): given is Share {
  return typeof given === 'object' && given !== null && 'stride' in given;
}

// Tests may run in threads, too; only the proof gives one a share.
if (parentPort !== null && isShare(workerData)) parentPort.postMessage(await play(workerData));
