/** Submitting a run: idempotency key, business key, then due time, then admission: all in one transaction. */
import type { OnDuplicate } from '../../contract/submit.ts';
import { decideDuplicate } from '../../domain/business-key.ts';
import type { DroverError } from '../../domain/drover-error.ts';
import { businessKeyName } from '../../domain/limit-keys.ts';
import { rankOf } from '../../domain/rank.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { filesOf, keepFiles, useFiles } from '../uploads/keep-files.ts';
import { ensureClass, place, settle } from './admission.ts';
import { requestCancel } from './cancelling.ts';
import type { Work } from './work.ts';

/** A request's `Idempotency-Key` with the hash of its body. */
export interface IdempotencyKey {
  readonly key: string;
  readonly bodyHash: string;
}

/** A validated submission: the run as it is to be, and how duplicates are met. */
export interface Submission {
  /** With `seq`, `classKey`, `rank` and the instants of admission still empty. */
  readonly run: RunRecord;
  readonly onDuplicate: OnDuplicate;
  readonly requirementTags: readonly string[];
  readonly idempotency: IdempotencyKey | null;
  /** Its id was made for it alone: there is no run of it, so none is looked for. */
  readonly fresh?: true;
}

export type SubmitOutcome =
  | { readonly kind: 'created'; readonly runId: string }
  /** The business key, the idempotency key or the id itself is already a run's. */
  | { readonly kind: 'attached'; readonly runId: string; readonly paramsDiffer: boolean }
  | { readonly kind: 'rejected'; readonly holder: string }
  | { readonly kind: 'idempotency_conflict' }
  /** It names a file that is not here; nothing was written. */
  | { readonly kind: 'refused'; readonly error: DroverError };

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
}

/** Inserts the run, or attaches to the one that is there. */
export async function submit(work: Work, submission: Submission): Promise<SubmitOutcome> {
  const idempotency = submission.idempotency;
  if (idempotency !== null) {
    const earlier = await repeated(work, idempotency);
    if (earlier !== null) return earlier;
  }
  const outcome = await admit(work, submission);
  if (idempotency !== null && (outcome.kind === 'created' || outcome.kind === 'attached')) {
    await work.tx.putIdempotent(idempotency.key, idempotency.bodyHash, outcome.runId, work.now);
  }
  await settle(work);
  return outcome;
}

/** What the idempotency key stands for: the run that it gave, or another request; null: it is free. */
export async function repeated(work: Work, { key, bodyHash }: IdempotencyKey): Promise<SubmitOutcome | null> {
  const seen = await work.tx.idempotent(key);
  if (seen === undefined) return null;
  // Also of a batch, whose row names no run.
  if (seen.bodyHash !== bodyHash) return { kind: 'idempotency_conflict' };
  // Its run may have been removed with the old history.
  if ((await work.tx.runById(seen.runId)) === undefined) return null;
  return { kind: 'attached', runId: seen.runId, paramsDiffer: false };
}

async function admit(work: Work, submission: Submission): Promise<SubmitOutcome> {
  // A copy: the command may run again when its group is rolled back.
  const run: RunRecord = { ...submission.run };
  const existing = submission.fresh === true ? undefined : await work.tx.runById(run.id);
  if (existing !== undefined)
    return { kind: 'attached', runId: existing.id, paramsDiffer: !same(existing.params, run.params) };
  const files = filesOf(run);
  const error = await keepFiles(work, run, files);
  if (error !== null) return { kind: 'refused', error };

  const name = run.dedupeKey === null ? null : businessKeyName(run.flow, run.dedupeKey);
  let waits = false;
  if (name !== null) {
    const met = await meetDuplicate(work, name, run, submission.onDuplicate);
    if (met.kind !== 'go') return met;
    waits = met.waits;
  }
  await discoverShop(work, run);
  run.classKey = (
    await ensureClass(work, { pool: run.pool, tags: submission.requirementTags, flow: run.flow })
  ).id;

  if (run.dueAt > work.now) {
    run.wakeAt = run.dueAt;
    run.rank = rankOf(run.dueAt, run.priority);
    await work.insert(run, 'schedule', null);
  } else if (waits && name !== null) {
    await blockUnderBusinessKey(work, run, name);
  } else {
    await place(work, run);
  }
  await useFiles(work, run, files);
  if (name !== null) {
    const at = waits ? await work.tx.businessKey(name) : undefined;
    await work.tx.setBusinessKey(name, at?.holder ?? run.seq, waits ? run.seq : null);
  }
  return { kind: 'created', runId: run.id };
}

async function meetDuplicate(
  work: Work,
  name: string,
  run: RunRecord,
  mode: OnDuplicate,
): Promise<{ kind: 'go'; waits: boolean } | SubmitOutcome> {
  const at = await work.tx.businessKey(name);
  const holder = at === undefined ? undefined : await work.run(at.holder);
  const waiter = at === undefined || at.waiter === null ? undefined : await work.run(at.waiter);
  const decision = decideDuplicate(
    {
      holder:
        holder === undefined
          ? null
          : { state: holder.state, cancelRequested: holder.cancelRequestedAt !== null },
      waiter: waiter === undefined ? null : { state: waiter.state },
    },
    mode,
  );
  switch (decision.action) {
    case 'hold':
      return { kind: 'go', waits: false };
    case 'wait':
      return { kind: 'go', waits: true };
    case 'attach': {
      const target = decision.to === 'holder' ? holder : waiter;
      if (target === undefined) throw new Error(`business key ${name} names a run that is not there`);
      return { kind: 'attached', runId: target.id, paramsDiffer: !same(target.params, run.params) };
    }
    case 'reject':
      return { kind: 'rejected', holder: holder?.id ?? '' };
    case 'cancel-and-hold':
      if (waiter !== undefined) await requestCancel(work, waiter, run.createdBy, 'replaced');
      if (holder !== undefined) await requestCancel(work, holder, run.createdBy, 'replaced');
      return { kind: 'go', waits: false };
    case 'cancel-and-wait':
      if (waiter !== undefined) await requestCancel(work, waiter, run.createdBy, 'replaced');
      if (holder !== undefined) await requestCancel(work, holder, run.createdBy, 'replaced');
      return { kind: 'go', waits: true };
  }
}

/** Lets a run stand under its business key; also used when a waiter's due time comes. */
export async function blockUnderBusinessKey(work: Work, run: RunRecord, name: string): Promise<void> {
  // Its room is no number: the waiter is placed when the holder leaves, never by settling this key.
  const key = (await work.tx.key(name)) ?? (await work.tx.insertKey(name, 0, null));
  const patch = {
    blockedBy: key.id,
    blockedAt: work.now,
    rank: rankOf(run.dueAt, run.priority),
    wakeAt: run.expiresAt,
  };
  if (run.seq === 0) {
    Object.assign(run, patch);
    await work.insert(run, 'block', name);
  } else {
    await work.transition(run, 'block', patch, { blockedBy: name });
  }
}

async function discoverShop(work: Work, run: RunRecord): Promise<void> {
  if (run.shopId === null || run.platform === null) return;
  if ((await work.tx.shop(run.platform, run.shopId)) !== undefined) return;
  await work.tx.putShop({
    platform: run.platform,
    id: run.shopId,
    name: null,
    tags: [],
    owner: null,
    enabled: true,
    settings: {},
    origin: 'discovered',
    room: null,
    createdAt: work.now,
  });
}
