import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Proof } from '../../scripts/prove/proof.ts';
import { type Played, play, type Share } from './random-histories/share.worker.ts';

const longCount = 50_000;
const longLimitMs = 60 * 60_000;
const shortCount = 60;

async function playElsewhere(share: Share): Promise<Played> {
  const worker = new Worker(new URL('./random-histories/share.worker.ts', import.meta.url), {
    workerData: share,
  });
  // What the worker posts at its end.
  const [played] = (await once(worker, 'message')) as [Played];
  return played;
}

/** Random histories beyond those of the tests: 50,000, or as many as an hour takes, on every core. */
export const proof: Proof = {
  name: 'random-histories',
  run: async (short) => {
    // Other seeds each day, the same all day, so that a failure can be played again.
    const day = new Date().toISOString().slice(0, 10);
    const first = short
      ? 1_000_000
      : 2_000_000 + (createHash('sha256').update(day).digest().readUInt16BE(0) << 12);
    const began = Date.now();
    const until = began + longLimitMs;
    const stride = availableParallelism();
    const all = short
      ? [await play({ first, stride: 1, count: shortCount, until })]
      : await Promise.all(
          Array.from({ length: stride }, (_, lane) =>
            playElsewhere({ first: first + lane, stride, count: Math.ceil(longCount / stride), until }),
          ),
        );
    const sum = (of: (played: Played) => number): number =>
      all.reduce((total, played) => total + of(played), 0);
    const violations = all.flatMap((played) => played.violations);
    const lines = [
      `${sum(({ done }) => done)} histories from seed ${first}: ${sum(({ runs }) => runs)} runs, ${sum(({ crashes }) => crashes)} crashes, ${violations.length} violations, in ${Math.round((Date.now() - began) / 1000)} s`,
      ...violations,
    ];
    return { ok: violations.length === 0, lines };
  },
};
