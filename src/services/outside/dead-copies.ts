import type { UnreadMessage } from '../../domain/dead-letter.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { DeadLetterReads, DeadLetterView } from '../../ports/dead-letters.ts';
import type { DeadCopy } from '../../ports/task-exchange.ts';
import type { OutboundPage } from './outbound.ts';

const pageLetters = 100;

/** Copies of the dead letters after a number. */
export async function deadCopiesAfter(
  history: Pick<DeadLetterReads, 'deadLettersAfter'>,
  after: number,
): Promise<OutboundPage<DeadCopy>> {
  const letters = await history.deadLettersAfter(after, pageLetters);
  return { items: letters.flatMap(copyOf), cursor: letters.at(-1)?.letter.seq ?? after };
}

function copyOf({
  letter,
  run,
  message,
}: DeadLetterView & { readonly message: UnreadMessage | null }): DeadCopy[] {
  if (run !== null) {
    return [
      { body: Buffer.from(JSON.stringify(deadMessageOf(run))), contentType: 'application/json', headers: {} },
    ];
  }
  if (message === null) return [];
  // What is no JSON can't be added to: the reason travels beside it.
  const reason = message.properties['reason'];
  return [
    {
      body: message.body,
      contentType: 'application/octet-stream',
      headers: { error: typeof reason === 'string' ? reason : letter.cause },
    },
  ];
}

/** The message of a run that failed for good or expired, as foreign producers know it, with `error` added. */
function deadMessageOf(run: RunRecord) {
  return {
    task_id: run.id,
    shop_id: run.shopId,
    platform: run.platform,
    task_type: run.taskType,
    flow: run.flow,
    payload: run.params,
    priority: run.priority,
    created_at: new Date(run.createdAt).toISOString(),
    retry_count: run.failures,
    max_retries: run.maxRetries,
    tags: run.tags,
    error: run.error?.message ?? run.state,
    error_type: run.error?.type ?? null,
    code: run.code,
    failed_at: run.endedAt === null ? null : new Date(run.endedAt).toISOString(),
  };
}
