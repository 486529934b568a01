/** Why a run went wrong, as far as errors, dead letters and neighbours tell, and what to do about it. */
import type { Diagnosis } from '../contract/diagnosis.ts';
import { normalizedCause } from '../domain/error-cause.ts';
import { remediesByType, scopeOf } from '../domain/remedies.ts';
import type { Clock } from '../ports/clock.ts';
import type { History } from '../ports/history.ts';
import { instant } from './runs/run-view.ts';
import { unknownRun } from './runs/unknown-run.ts';

/** How far back is looked, ms. */
const lookBackMs = 24 * 3_600_000;

export interface DiagnosisParts {
  readonly history: History;
  readonly clock: Clock;
}

export interface Diagnoses {
  /** Throws `unknown_run`. */
  of(runId: string): Promise<Diagnosis>;
}

export function createDiagnoses({ history, clock }: DiagnosisParts): Diagnoses {
  const counts = async (filter: Parameters<History['runCounts']>[0]): Promise<Diagnosis['flow']> => {
    const sum = { succeeded: 0, failed: 0 };
    for (const { state, count } of await history.runCounts(filter, lookBackMs)) {
      if (state === 'succeeded') sum.succeeded += count;
      if (state === 'failed' || state === 'expired') sum.failed += count;
    }
    return sum;
  };

  return {
    of: async (runId) => {
      const found = await history.run(runId);
      if (found === undefined) throw unknownRun(runId);
      const { run } = found;
      const from = clock.now() - lookBackMs;
      // An error of an attempt before is past once the run went well.
      const error = run.state === 'succeeded' ? null : run.error;
      const cause = error === null ? null : normalizedCause(error);
      const { platform, shopId } = run;
      const [groups, flow, shop] = await Promise.all([
        cause === null ? { items: [] } : history.deadLetterGroups({ cause, from }, 1, null),
        counts({ flow: run.flow, from }),
        platform === null || shopId === null ? null : counts({ platform, shopId, from }),
      ]);
      const [group] = groups.items;
      const same = {
        count: group?.count ?? 0,
        shops: group?.shops ?? 0,
        flows: group?.flows ?? 0,
        firstAt: group === undefined ? null : instant(group.firstAt),
      };
      return {
        state: run.state,
        error,
        cause,
        scope: error === null ? null : scopeOf(same),
        same,
        flow,
        shop,
        remedies: error === null ? [] : [...remediesByType[error.type]],
        nextAttemptAt: run.state === 'retrying' && run.wakeAt !== null ? instant(run.wakeAt) : null,
      };
    },
  };
}
