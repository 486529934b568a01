import type { RunErrorType } from '../../src/contract/error-types.ts';
import type { Ids } from '../../src/ports/ids.ts';
import { claim, endAttempt } from '../../src/services/dispatch/attempts.ts';
import type { Asked, Herd } from './dispatch-world.ts';

/** Ids that count: `run_1`, `job_2`. */
export function countingIds(): Ids {
  let made = 0;
  return { next: (prefix) => `${prefix}_x${++made}`, random: () => 0.5 };
}

/** How one run is to fail, for good. */
export interface Failure {
  readonly type: RunErrorType;
  readonly message: string;
}

/** Seven causes, each with what differs from run to run in its message. */
export const sevenCauses: readonly ((n: number) => Failure)[] = [
  (n) => ({ type: 'EXIT', message: `exit 1: order ${n} was not found` }),
  (n) => ({
    type: 'EXIT',
    message: `Traceback\n  File "/srv/flows/goods.py", line ${n}\nKeyError: 'price ${n}'`,
  }),
  (n) => ({ type: 'TIMEOUT', message: `it was still running after ${n}s` }),
  (n) => ({ type: 'PAGE_CHANGED', message: `no element matches "#row-${n}"` }),
  (n) => ({ type: 'RISK_CONTROL', message: `the platform asks for a pause until 2026-01-01 10:${n % 60}` }),
  (n) => ({ type: 'BUSINESS', message: `库存不足：商品 ${n}` }),
  (n) => ({ type: 'TRANSIENT', message: `connect ECONNREFUSED 10.0.0.${n % 250}:${8000 + n}` }),
];

/** Makes as many dead letters, each in a shop of its own; the n-th by `failureOf(n)`. Returns the ids of their runs. */
export async function makeDeadLetters(
  herd: Herd,
  count: number,
  failureOf: (n: number) => Failure,
  more: Asked = {},
): Promise<string[]> {
  const node = await herd.node('dead-letter-node', { slots: 1000 });
  const ids: string[] = [];
  for (let from = 0; from < count; from += 500) {
    const some = Array.from({ length: Math.min(500, count - from) }, (_, i) => from + i);
    const made = await Promise.all(
      some.map((n) =>
        herd.made({
          shop: `s${n}`,
          platform: n % 2 === 0 ? 'pdd' : 'temu',
          params: { n },
          maxRetries: 0,
          ...more,
        }),
      ),
    );
    await herd.dispatcher.command(async (work) => {
      const classes = (await work.tx.keys('pool:')).map((key) => key.id);
      // All that is queued, also what others have submitted before.
      await claim(work, { node: node.key, session: node.session, classKeys: classes }, 10_000);
    });
    await Promise.all(
      made.map((id, i) => {
        const error = failureOf(from + i);
        return herd.dispatcher.command((work) =>
          endAttempt(work, id, 1, node.key, { outcome: 'failed', code: 1, error, output: null }),
        );
      }),
    );
    ids.push(...made);
  }
  await node.lose();
  return ids;
}
