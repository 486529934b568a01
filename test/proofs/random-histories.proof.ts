import { createHash } from 'node:crypto';
import type { Proof } from '../../scripts/prove/proof.ts';
import { runHistory } from '../simulation/run-history.ts';

const longCount = 50_000;
const longLimitMs = 60 * 60_000;
const shortCount = 200;

/** Random histories beyond those of the tests: 50,000, or as many as an hour takes. */
export const proof: Proof = {
  name: 'random-histories',
  run: async (short) => {
    // Other seeds each day, the same all day, so that a failure can be played again.
    const day = new Date().toISOString().slice(0, 10);
    const base = short
      ? 1_000_000
      : 2_000_000 + (createHash('sha256').update(day).digest().readUInt16BE(0) << 12);
    const count = short ? shortCount : longCount;
    const began = Date.now();
    let done = 0;
    let runs = 0;
    let crashes = 0;
    const failed: string[] = [];
    while (done < count && (short || Date.now() - began < longLimitMs) && failed.length < 5) {
      try {
        const report = await runHistory(base + done);
        runs += report.runs;
        crashes += report.serverCrashes + report.nodeCrashes;
      } catch (error) {
        failed.push(String(error));
      }
      done++;
    }
    const lines = [
      `${done} histories from seed ${base}: ${runs} runs, ${crashes} crashes, ${failed.length} violations, in ${Math.round((Date.now() - began) / 1000)} s`,
      ...failed,
    ];
    return { ok: failed.length === 0, lines };
  },
};
