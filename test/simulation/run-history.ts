import { History } from './history.ts';
import type { HistoryOptions, HistoryReport } from './history-report.ts';
import { Violation } from './invariants.ts';

/** Runs the history of this seed; throws `Violation` (with seed and step) when something that must hold does not. */
export async function runHistory(seed: number, options: HistoryOptions = {}): Promise<HistoryReport> {
  const history = new History(seed, options);
  try {
    return await history.play();
  } catch (error) {
    history.dump();
    if (error instanceof Violation) error.message = `seed ${seed}, step ${history.step}: ${error.message}`;
    throw error;
  } finally {
    history.close();
  }
}
