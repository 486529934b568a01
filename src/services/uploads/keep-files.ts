import { engineFlowName } from '../../contract/exec.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { faultAt } from '../../domain/input-faults.ts';
import { type NamedFile, namedFiles } from '../../domain/named-files.ts';
import { listed, said } from '../../domain/refusals/said.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Work } from '../dispatch/work.ts';

/** The uploaded files that a run's parameters name. What the exec API is given belongs to the engine and is left alone. */
export const filesOf = ({ flow, params }: RunRecord): readonly NamedFile[] =>
  flow === engineFlowName ? [] : namedFiles(params, '/params');

/**
 * Keeps the files that a run names, from its due time as long as files of runs are kept: to be called in the transaction
 * that makes the run, before anything is written for it; `useFiles` follows once it is there. Returns the `invalid_params`
 * that refuses the run when one of them is not whole here, else null.
 */
export async function keepFiles(
  work: Work,
  run: RunRecord,
  files: readonly NamedFile[] = filesOf(run),
): Promise<DroverError | null> {
  const until = Math.max(work.now, run.dueAt) + work.filesKeptMs;
  const gone: string[] = [];
  for (const { id, path } of files) if (!(await work.tx.keepUpload(id, until))) gone.push(path);
  if (gone.length === 0) return null;
  return new DroverError('invalid_params', said('files_not_here', { paths: listed(gone) }), {
    details: { faults: gone.map((path) => faultAt(path, said('file_not_here'))) },
  });
}

/** Keeps them beyond that, for as long as the run and its dead letter need them. */
export async function useFiles(work: Work, run: RunRecord, files: readonly NamedFile[]): Promise<void> {
  for (const { id } of files) await work.tx.insertUploadUse(id, run.seq);
}

/**
 * Keeps the files that a value names as long as files of runs are kept from now on: for what is to make runs that name them,
 * or is so no longer. One that is not here is left to those runs.
 */
export async function keepNamed(work: Work, value: unknown): Promise<void> {
  for (const { id } of namedFiles(value, '')) await work.tx.keepUpload(id, work.now + work.filesKeptMs);
}
