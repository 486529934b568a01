import type { Client } from '../../client/client.ts';
import type { BatchResult } from '../../contract/batch.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Run } from '../../contract/run.ts';
import { isFinal, type RunState } from '../../contract/run-states.ts';
import type { SubmitRequest } from '../../contract/submit.ts';
import type { LiveMessage } from '../../ports/live-bus.ts';

/** How far the first round is. */
export interface RoundProgress {
  readonly total: number;
  readonly done: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly running: number;
  readonly waiting: number;
  /** Shops in which every run of the round has succeeded. */
  readonly shops: number;
}

/** The first round, as it goes on. */
export interface FirstRound {
  /** The runs as they were when they were submitted; refused ones are missing. */
  readonly runs: readonly Run[];
  /** What the server refused, and why. */
  readonly refusals: readonly Pick<Problem, 'detail' | 'words'>[];
  progress(): RoundProgress;
}

/** Follows the round's runs by what the server commits; nothing is asked again and again. */
export interface RoundWatch {
  /** To be told everything that is committed, from before the round is submitted. */
  heard(message: LiveMessage): void;
  submit(client: Client, bodies: SubmitRequest[]): Promise<FirstRound>;
}

/** `onChange` is called whenever the progress may have changed. */
export function watchRound(onChange: () => void): RoundWatch {
  const states = new Map<string, RunState>();
  return {
    heard: (message) => {
      if (message.topic !== 'run' || message.event.kind !== 'state') return;
      states.set(message.runId, message.event.to);
      onChange();
    },
    submit: async (client, bodies) => {
      const { results } = await client.submitBatch({ runs: bodies });
      const runs = results.flatMap((result) => ('error' in result ? [] : [result.run]));
      const refusals = results.flatMap((result: BatchResult) => ('error' in result ? [result.error] : []));
      // What was committed since is newer than the answer.
      for (const run of runs) if (!states.has(run.id)) states.set(run.id, run.state);
      return { runs, refusals, progress: () => progressOf(runs, states) };
    },
  };
}

function progressOf(runs: readonly Run[], states: ReadonlyMap<string, RunState>): RoundProgress {
  const now = runs.map((run) => ({ run, state: states.get(run.id) ?? run.state }));
  const count = (fits: (state: RunState) => boolean): number => now.filter(({ state }) => fits(state)).length;
  const done = count(isFinal);
  const succeeded = count((state) => state === 'succeeded');
  const running = count((state) => state === 'running');
  const shopOf = (run: Run): string => `${run.platform ?? ''}:${run.shopId ?? ''}`;
  const unserved = new Set(now.filter(({ state }) => state !== 'succeeded').map(({ run }) => shopOf(run)));
  const shops = new Set(runs.map(shopOf).filter((shop) => !unserved.has(shop)));
  return {
    total: runs.length,
    done,
    succeeded,
    failed: done - succeeded,
    running,
    waiting: runs.length - done - running,
    shops: shops.size,
  };
}
