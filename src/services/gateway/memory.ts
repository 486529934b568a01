/**
 * What attempts have the server remember: values of steps, and side effects that may happen once across runs. The fence:
 * only the running attempt on its node may write; whatever comes again changes nothing.
 */
import type { Memo, MemoedFrame, MemoFrame, OncedFrame, OnceFrame } from '../../contract/attempt-memory.ts';
import type { AttemptRef } from '../../contract/link.ts';
import { maxMemoBytes, maxMemoBytesOfRun } from '../../contract/memory-limits.ts';
import type { OnceRecord } from '../../domain/once.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Work } from '../dispatch/work.ts';

/** Expired keys removed at each begin: what expires is gone again without anybody looking for it. */
const prunedAtOnce = 20;

export type MemoryFrame = MemoFrame | OnceFrame;

/** Carries out what nodes ask to be remembered, in order; one answer each. */
export async function remember(
  work: Work,
  nodeKey: number,
  frames: readonly MemoryFrame[],
): Promise<(MemoedFrame | OncedFrame)[]> {
  const answers: (MemoedFrame | OncedFrame)[] = [];
  for (const frame of frames) {
    const run = await runningOn(work, nodeKey, frame);
    answers.push(frame.t === 'memo' ? await keepMemo(work, run, frame) : await once(work, run, frame));
  }
  return answers;
}

/** What earlier attempts of these runs, just claimed, have kept: by run id; runs without any are left out. */
export async function memosOf(
  work: Work,
  started: readonly RunRecord[],
): Promise<ReadonlyMap<string, Memo[]>> {
  const found = new Map<string, Memo[]>();
  for (const run of started) {
    if (run.attempt === 1) continue;
    const memos = await work.tx.memos(run.seq);
    if (memos.length > 0)
      found.set(
        run.id,
        memos.map(({ name, code, value }) => ({ name, code, ...valueOf(value) })),
      );
  }
  return found;
}

async function runningOn(work: Work, nodeKey: number, ref: AttemptRef): Promise<RunRecord | null> {
  const run = await work.runById(ref.run);
  return run?.state === 'running' && run.attempt === ref.attempt && run.node === nodeKey ? run : null;
}

async function keepMemo(work: Work, run: RunRecord | null, frame: MemoFrame): Promise<MemoedFrame> {
  const answer = { t: 'memoed', run: frame.run, attempt: frame.attempt, name: frame.name } as const;
  if (run === null) return { ...answer, verdict: 'refused' };
  const value = textOf(frame.value);
  const size = value?.length ?? 0;
  if (size > maxMemoBytes || size + (await work.tx.memoSize(run.seq, frame.name)) > maxMemoBytesOfRun) {
    return { ...answer, verdict: 'full' };
  }
  await work.tx.putMemo(run.seq, { name: frame.name, code: frame.code, value });
  return { ...answer, verdict: 'kept' };
}

async function once(work: Work, run: RunRecord | null, frame: OnceFrame): Promise<OncedFrame> {
  const { key, phase, attempt } = frame;
  const answer = { t: 'onced', run: frame.run, attempt, key, phase } as const;
  if (run === null) return { ...answer, state: 'refused' };
  const held = await work.tx.once(key);
  const live = held !== undefined && held.expiresAt > work.now ? held : undefined;
  const own = live?.runSeq === run.seq && live.attempt === attempt;
  if (phase === 'begin') {
    if (live?.phase === 'done') return { ...answer, state: 'done', ...valueOf(live.value) };
    if (live?.phase === 'begun' && !own) {
      return {
        ...answer,
        state: (await isAtIt(work, live)) ? 'busy' : 'unknown',
        by: `${live.runId} attempt ${live.attempt}`,
      };
    }
    await work.tx.pruneOnce(work.now, prunedAtOnce);
    // So that it stands among the keys as the last that was begun.
    if (held !== undefined && !own) await work.tx.deleteOnce(key);
    await work.tx.putOnce({
      ...holderOf(work, run, frame, own ? held : undefined),
      settled: live?.settled ?? null,
    });
    return { ...answer, state: 'first' };
  }
  // It outlasted its own time and somebody else holds the key now: their record stands.
  if (held === undefined || (held.runSeq === run.seq && held.attempt === attempt)) {
    if (phase === 'release') await work.tx.deleteOnce(key);
    else {
      const value = textOf(frame.value);
      await work.tx.putOnce({ ...holderOf(work, run, frame, held), phase: 'done', value });
    }
  }
  return { ...answer, state: 'recorded' };
}

/** Whether the attempt that began it is still under way. */
export async function isAtIt(work: Work, held: OnceRecord): Promise<boolean> {
  const run = await work.run(held.runSeq);
  return run?.state === 'running' && run.attempt === held.attempt;
}

/** The attempt as the one that has begun it; `before` is what is known of the key as its own. */
function holderOf(work: Work, run: RunRecord, frame: OnceFrame, before: OnceRecord | undefined): OnceRecord {
  return {
    key: frame.key,
    runSeq: run.seq,
    runId: run.id,
    attempt: frame.attempt,
    beganAt: before?.beganAt ?? work.now,
    phase: 'begun',
    value: null,
    expiresAt: work.now + Math.round(frame.ttlSeconds * 1000),
    settled: before?.settled ?? null,
  };
}

/** JSON of a value; null: none was given. */
function textOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function valueOf(text: string | null): { readonly value?: unknown } {
  return text === null ? {} : { value: JSON.parse(text) };
}
