import { expect, test } from 'vitest';
import type { Client } from '../../client/client.ts';
import type { Run } from '../../contract/run.ts';
import type { RunState } from '../../contract/run-states.ts';
import { watchRound } from './first-round.ts';

/** As much of a run as the round looks at. */
const run = (id: string, shopId: string, state: RunState = 'queued'): Run =>
  ({ id, platform: 'pdd', shopId, state }) as Run;

test('the progress follows what is committed, also before the answer came', async () => {
  let changes = 0;
  const watch = watchRound(() => changes++);
  const committed = (runId: string, to: RunState): void =>
    watch.heard({
      ...{ topic: 'run', runId, flow: 'f', platform: null, shopId: null, seq: 1, revision: 1, at: 0 },
      event: { kind: 'state', from: null, to, attempt: 1 },
    });
  const client = {
    submitBatch: async () => {
      committed('a', 'running');
      return {
        batchId: 'b',
        results: [
          { run: run('a', '1') },
          { run: run('b', '1') },
          { run: run('c', '2') },
          { error: { detail: 'no such flow' } },
        ],
      };
    },
  } as unknown as Client;
  const round = await watch.submit(client, []);
  expect(round.refusals).toEqual([{ detail: 'no such flow' }]);
  expect(round.progress()).toEqual({
    total: 3,
    done: 0,
    succeeded: 0,
    failed: 0,
    running: 1,
    waiting: 2,
    shops: 0,
  });
  committed('a', 'succeeded');
  committed('c', 'succeeded');
  expect(round.progress()).toEqual({
    total: 3,
    done: 2,
    succeeded: 2,
    failed: 0,
    running: 0,
    waiting: 1,
    shops: 1,
  });
  committed('b', 'failed');
  expect(round.progress()).toEqual({
    total: 3,
    done: 3,
    succeeded: 2,
    failed: 1,
    running: 0,
    waiting: 0,
    shops: 1,
  });
  watch.heard({ topic: 'log', runId: 'a', attempt: 1, bytes: 5 });
  expect(changes).toBe(4);
});
