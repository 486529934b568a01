/** What a start for an engine says besides: how much of the run's time is left, and the caller's token. */
import type { StartFrame } from '../../contract/link.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Work } from '../dispatch/work.ts';

/** Opens a token that was sealed for a run. */
export type OpenSecret = (sealed: string, runId: string) => string;

/** Where there is no key. */
export const opensNone: OpenSecret = () => {
  throw new Error('there is no key');
};

export type EngineStart = Pick<StartFrame, 'timeoutSeconds' | 'secret'>;

/** Shortest time that is given: whoever takes an overdue run over asks the engine once. */
const leastSeconds = 0.05;

/** By run id, of those among the claimed that an engine executes. Their time counts from when they were due. */
export async function engineStartsOf(
  work: Work,
  started: readonly RunRecord[],
  openSecret: OpenSecret,
): Promise<ReadonlyMap<string, EngineStart>> {
  const found = new Map<string, EngineStart>();
  for (const run of started) {
    if (work.catalog.flow(run.flow)?.kind !== 'engine') continue;
    const leftMs = run.dueAt + run.timeoutSeconds * 1000 - work.now;
    const sealed = run.source === 'exec' ? ((await work.tx.exec(run.seq))?.sealedToken ?? null) : null;
    found.set(run.id, {
      timeoutSeconds: Math.max(leastSeconds, leftMs / 1000),
      ...(sealed === null ? {} : secretIn(sealed, run.id, openSecret)),
    });
  }
  return found;
}

/** Nothing when it was sealed under another key: the node then says that the token is missing. */
function secretIn(sealed: string, runId: string, openSecret: OpenSecret): { readonly secret?: string } {
  try {
    return { secret: openSecret(sealed, runId) };
  } catch {
    return {};
  }
}
