/**
 * Stops everything: what does not run is cancelled, what runs is asked to stop. In small transactions, those that wait
 * first, so that room given up by one does not let another start; freed keys are settled at the end. Runs submitted after
 * the stop began are not touched. Cut off by a crash, it has stopped what it had come to; it can be asked for again.
 */
import type { StopAllDone } from '../../contract/system.ts';
import { settle } from '../dispatch/admission.ts';
import { requestCancel } from '../dispatch/cancelling.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';

/** Runs of one transaction. */
const step = 100;

export async function stopEverything(dispatcher: Dispatcher, by: string | null): Promise<StopAllDone> {
  const until = await dispatcher.command((work) => work.tx.lastRunSeq());
  const freed = new Set<number>();
  let cancelled = 0;
  let stopping = 0;
  for (const kind of ['waiting', 'queued', 'running'] as const) {
    for (;;) {
      const outcomes = await dispatcher.command(async (work) => {
        const found: string[] = [];
        for (const seq of await work.tx.liveRuns(kind, until, step)) {
          const run = await work.run(seq);
          if (run !== undefined) found.push(await requestCancel(work, run, by, 'stop-all'));
        }
        return { found, freed: [...work.freed] };
      });
      for (const key of outcomes.freed) freed.add(key);
      cancelled += outcomes.found.filter((outcome) => outcome === 'cancelled').length;
      stopping += outcomes.found.filter((outcome) => outcome === 'requested').length;
      if (outcomes.found.length === 0) break;
    }
  }
  await dispatcher.command(async (work) => {
    for (const key of freed) work.freed.add(key);
    await settle(work);
  });
  return { cancelled, stopping };
}
