import type { Bilingual } from '../../contract/bilingual.ts';
import type {
  BulkJob,
  DeadLetter,
  DeadLetterDetail,
  DeadLetterListQuery,
} from '../../contract/dead-letter.ts';
import type { BulkJobRecord, DeadLetterFilter } from '../../domain/bulk-job.ts';
import { causeType, type DeadLetterRecord, letterId, type UnreadMessage } from '../../domain/dead-letter.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { messageCause } from '../../domain/error-cause.ts';
import { faultAt } from '../../domain/input-faults.ts';
import { said } from '../../domain/refusals/said.ts';
import type { DeadLetterView } from '../../ports/dead-letters.ts';
import { instant } from '../runs/run-view.ts';

const maybeInstant = (at: number | null): string | null => (at === null ? null : instant(at));

/** A dead letter as the API shows it. */
export function toApiLetter({ letter, run }: DeadLetterView): DeadLetter {
  return {
    id: letterId(letter.seq),
    state: letter.state,
    at: instant(letter.at),
    cause: letter.cause,
    type: causeType(letter.cause),
    message: run?.error?.message ?? letter.words?.en ?? letter.cause,
    ...(letter.words === null ? {} : { words: letter.words }),
    runId: run?.id ?? null,
    flow: letter.flow,
    platform: letter.platform,
    shopId: letter.shopId,
    code: run?.code ?? null,
    attempts: run?.attempt ?? 0,
    batchId: run?.batchId ?? null,
    note: letter.note,
    decidedBy: letter.decidedBy,
    decidedAt: maybeInstant(letter.decidedAt),
    retriedAs: letter.retriedAs,
  };
}

/** The cause of a letter in both languages, without what differs; null: it is known in one only. */
export function causeWords({ cause, words }: DeadLetterRecord): Bilingual | null {
  return words === null ? null : { en: cause, zh: messageCause(words.zh) };
}

/** What the letter stands for, as it came. */
export function originalOf(
  { run }: DeadLetterView,
  message: UnreadMessage | null,
): DeadLetterDetail['original'] {
  const text = message === null ? null : textOf(message.body);
  return {
    params: run?.params ?? null,
    taskType: run?.taskType ?? null,
    tags: [...(run?.tags ?? [])],
    dedupeKey: run?.dedupeKey ?? null,
    body: message === null ? null : (text ?? Buffer.from(message.body).toString('base64')),
    encoding: message === null ? null : text === null ? 'base64' : 'utf8',
    properties: message === null ? null : { ...message.properties },
  };
}

function textOf(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

/** A query's filters as the store's. Throws `bad_request` when they name two platforms. */
export function letterFilterOf(query: DeadLetterListQuery): DeadLetterFilter {
  const platform = query.platform ?? query.shop?.platform;
  if (query.shop?.platform !== undefined && query.shop.platform !== platform) {
    throw new DroverError('bad_request', said('two_platforms'), {
      details: { faults: [faultAt('?shop', said('another_platform'))] },
    });
  }
  return {
    ...(query.state === undefined ? {} : { states: query.state }),
    ...(query.cause === undefined ? {} : { cause: query.cause }),
    ...(query.type === undefined ? {} : { type: query.type }),
    ...(query.flow === undefined ? {} : { flow: query.flow }),
    ...(platform === undefined ? {} : { platform }),
    ...(query.shop === undefined ? {} : { shopId: query.shop.shopId }),
    ...(query.batch === undefined ? {} : { batchId: query.batch }),
    ...(query.from === undefined ? {} : { from: Date.parse(query.from) }),
    ...(query.to === undefined ? {} : { to: Date.parse(query.to) }),
  };
}

/** A bulk job as the API shows it. */
export function toApiJob(job: BulkJobRecord): BulkJob {
  const dealt = job.done + job.failed;
  const ended = job.state === 'done';
  return {
    id: job.id,
    subject: job.runs === null ? 'dead_letters' : 'runs',
    action: job.action,
    state: job.state,
    ratePerSecond: job.ratePerSecond,
    total: job.total,
    done: job.done,
    failed: job.failed,
    skipped: ended ? Math.max(0, job.total - dealt) : 0,
    percent: ended ? 100 : job.total === 0 ? 0 : Math.min(100, Math.floor((1000 * dealt) / job.total) / 10),
    faults: job.faults.map(({ seq, runId, ...told }) => ({ id: runId ?? letterId(seq), ...told })),
    note: job.note,
    createdBy: job.createdBy,
    createdAt: instant(job.createdAt),
    endedAt: maybeInstant(job.endedAt),
  };
}
