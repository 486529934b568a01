import { expect, it } from 'vitest';
import { runHistory } from './run-history.ts';

/** Histories in one test, so that a failure names its part of the seeds early. */
const perTest = 100;

/**
 * Runs the histories of seeds `from` … `from + count − 1`. A violation names its seed and step;
 * `node test/simulation/replay.ts SEED` plays it again, telling each step.
 */
export function histories(from: number, count: number): void {
  for (let first = from; first < from + count; first += perTest) {
    const last = Math.min(first + perTest, from + count) - 1;
    it(`seeds ${first} to ${last}: every run ends, none is lost, nothing runs twice`, {
      timeout: 60_000,
    }, async () => {
      let executed = 0;
      let crashes = 0;
      for (let seed = first; seed <= last; seed++) {
        const report = await runHistory(seed);
        executed += report.executed;
        crashes += report.serverCrashes + report.nodeCrashes;
      }
      // Histories in which nothing happens would prove nothing.
      expect(executed).toBeGreaterThan(5 * perTest);
      expect(crashes).toBeGreaterThan(perTest / 2);
    });
  }
}
