import { engineFlowName } from '../../contract/exec.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { faultAt } from '../../domain/input-faults.ts';
import { namedFiles } from '../../domain/named-files.ts';
import { listed, said } from '../../domain/refusals/said.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Work } from '../dispatch/work.ts';

/**
 * Keeps the uploaded files that a run's parameters name, from its due time as long as files of runs are kept: to be called
 * in the transaction that makes the run, before anything is written for it. Returns the `invalid_params` that refuses the
 * run when one of them is not whole here, else null. What the exec API is given belongs to the engine and is left alone.
 */
export async function keepFiles(work: Work, run: RunRecord): Promise<DroverError | null> {
  if (run.flow === engineFlowName) return null;
  const until = Math.max(work.now, run.dueAt) + work.filesKeptMs;
  const gone: string[] = [];
  for (const { id, path } of namedFiles(run.params, '/params'))
    if (!(await work.tx.keepUpload(id, until))) gone.push(path);
  if (gone.length === 0) return null;
  return new DroverError('invalid_params', said('files_not_here', { paths: listed(gone) }), {
    details: { faults: gone.map((path) => faultAt(path, said('file_not_here'))) },
  });
}
