/** What a bulk job is to work on, from the requests that make one. */
import type { ParsedBulkRequest } from '../../contract/dead-letter.ts';
import type { ParsedRunBulkRequest } from '../../contract/run-bulk.ts';
import { finalStates, runStates } from '../../contract/run-states.ts';
import type { BulkJobRecord, DeadLetterFilter, RunSelection } from '../../domain/bulk-job.ts';
import { letterSeq } from '../../domain/dead-letter.ts';
import type { History } from '../../ports/history.ts';

/** The letters of a request; ids are letters' or runs', and those of nothing are left out. */
export async function lettersOf(request: ParsedBulkRequest, history: History): Promise<DeadLetterFilter> {
  if (request.ids !== undefined) return { seqs: await letterSeqs(request.ids, history) };
  if (request.cause !== undefined) return { cause: request.cause };
  const { cause, type, flow, platform, shopId, batch, from, to } = request.filter ?? {};
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(type === undefined ? {} : { type }),
    ...(flow === undefined ? {} : { flow }),
    ...(platform === undefined ? {} : { platform }),
    ...(shopId === undefined ? {} : { shopId }),
    ...(batch === undefined ? {} : { batchId: batch }),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
  };
}

async function letterSeqs(asked: readonly string[], history: History): Promise<number[]> {
  const seqs = new Set<number>();
  for (const id of asked) {
    const seq = letterSeq(id) ?? (await history.deadLetter({ runId: id }))?.letter.seq;
    if (seq !== undefined) seqs.add(seq);
  }
  return [...seqs].sort((a, b) => a - b);
}

/** The runs of a request; ids of nothing are left out. */
export async function runsOf(request: ParsedRunBulkRequest, history: History): Promise<RunSelection> {
  const { action, ids, filter } = request;
  if (ids !== undefined) return { seqs: await history.runSeqs(ids) };
  const ended: readonly string[] = finalStates;
  const fits = runStates.filter((state) => ended.includes(state) === (action === 'retry'));
  // Who retries "all that match" does not mean those that went well.
  const usual = fits.filter((state) => state !== 'succeeded');
  const { state, flow, platform, shopId, tag, code, batch, from, to, text } = filter ?? {};
  return {
    states: state === undefined ? usual : fits.filter((one) => state.includes(one)),
    ...(flow === undefined ? {} : { flow }),
    ...(platform === undefined ? {} : { platform }),
    ...(shopId === undefined ? {} : { shopId }),
    ...(tag === undefined ? {} : { tag }),
    ...(code === undefined ? {} : { code }),
    ...(batch === undefined ? {} : { batchId: batch }),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
    ...(text === undefined ? {} : { text }),
  };
}

export function editOf({ edit }: Pick<ParsedBulkRequest, 'edit'>): BulkJobRecord['edit'] {
  if (edit === undefined) return null;
  const { mergeParams, priority } = edit;
  return {
    ...(mergeParams === undefined ? {} : { mergeParams }),
    ...(priority === undefined ? {} : { priority }),
  };
}
