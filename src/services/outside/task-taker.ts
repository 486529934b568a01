/**
 * Takes the tasks that foreign producers publish: each becomes a run with the message's own id, or a dead letter with its
 * raw body. A message is acknowledged only when the store has the one or the other; while the store takes nothing, what
 * was delivered waits and is tried again, and the broker delivers no more than its prefetch.
 */
import { createHash } from 'node:crypto';
import type { Bilingual } from '../../contract/bilingual.ts';
import { maxErrorMessage } from '../../contract/error-types.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { messageCause } from '../../domain/error-cause.ts';
import { said } from '../../domain/refusals/said.ts';
import { readTaskMessage } from '../../domain/task-message.ts';
import { countUnread, type UnreadCounts } from '../../domain/unread-copies.ts';
import type { Consumer } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Logger } from '../../ports/logger.ts';
import type { TaskExchange, TaskMessage } from '../../ports/task-exchange.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { submit } from '../dispatch/submission.ts';
import { draftRun } from '../intake/draft.ts';
import { resolveFlow } from '../intake/resolve-flow.ts';
import { platformOf } from '../intake/shop-platform.ts';

const firstBackOffMs = 250;
const longestBackOffMs = 10_000;
/** Tries of a task that fails by no passing fault. */
const mostTries = 5;
/** Shops of one page. */
const pageSize = 200;

export interface TaskTakerParts {
  readonly exchange: Pick<TaskExchange, 'takeTasks' | 'lookForShop'>;
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly clock: Clock;
  readonly logger: Logger;
  /** IANA zone of times without one. */
  readonly timezone: string;
  /** A message was kept as a dead letter. */
  readonly onUnread: () => void;
}

export interface TaskTaker {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createTaskTaker(parts: TaskTakerParts): TaskTaker {
  const { exchange, dispatcher, history, clock, logger } = parts;
  let consumer: Consumer | null = null;
  let stopped = false;

  function take(task: TaskMessage, backOffMs = firstBackOffMs, tries = 1): void {
    handleOrKeep(task, tries).then(task.ack, (error: unknown) => {
      if (stopped) return;
      logger.warn(
        { error: String(error), queue: task.queue, retryInMs: backOffMs },
        'a task could not be stored; trying again',
      );
      clock.timer(backOffMs, () => take(task, Math.min(2 * backOffMs, longestBackOffMs), tries + 1));
    });
  }

  /** What fails again and again, though everything that it needs is there, is kept: it would hold up the others for ever. */
  async function handleOrKeep(task: TaskMessage, tries: number): Promise<void> {
    try {
      await handle(task);
    } catch (error) {
      if (tries < mostTries || (error instanceof DroverError && error.kind === 'operational')) throw error;
      logger.error({ error, queue: task.queue, tries }, 'a task can not be handled');
      await keepUnread(task, said('message_failed', { detail: String(error) }));
    }
  }

  /** Resolves when the store has the task; rejects when it should be tried again. */
  async function handle(task: TaskMessage): Promise<void> {
    const reading = readTaskMessage(task.body, task, clock.now(), parts.timezone);
    if (!reading.ok) return keepUnread(task, reading.fault);
    const { request, taskId, createdAt, failures } = reading;
    try {
      const flow = resolveFlow(dispatcher.catalog, request);
      const platform = await platformOf(request, flow, history);
      const origin = { source: 'amqp', createdBy: null, batchId: null, byPerson: false } as const;
      const drafted = draftRun(request, flow, platform, taskId, clock.now(), origin);
      const run = { ...drafted, createdAt: createdAt ?? drafted.createdAt, failures };
      const outcome = await dispatcher.command((work) =>
        submit(work, {
          run,
          onDuplicate: request.onDuplicate ?? 'attach',
          requirementTags: flow.tags,
          idempotency: null,
        }),
      );
      if (outcome.kind === 'rejected')
        return await keepUnread(task, said('message_done_already', { holder: outcome.holder }));
      if (outcome.kind === 'refused') return await keepUnread(task, wordsOf(outcome.error));
      if (outcome.kind === 'attached' && outcome.runId !== taskId)
        logger.info({ task: taskId, run: outcome.runId }, 'a task attached to the run that does its job');
    } catch (error) {
      if (error instanceof DroverError && error.kind === 'user') return keepUnread(task, wordsOf(error));
      throw error;
    }
    if (request.shopId !== undefined) exchange.lookForShop(request.shopId);
  }

  async function keepUnread(task: TaskMessage, told: Bilingual): Promise<void> {
    // It may name what the message holds, of any length.
    const fault = { en: told.en.slice(0, maxErrorMessage), zh: told.zh.slice(0, maxErrorMessage) };
    const key = `unread:${hashOf(task)}`;
    const properties = { ...task.properties, reason: fault.en };
    const kept = await dispatcher.command(async (work) => {
      const before = await work.tx.idempotent(key);
      // Written by this function only: the counts of the message's copies.
      const known = before === undefined ? {} : (JSON.parse(before.bodyHash) as UnreadCounts);
      // It was stored and its acknowledgement was lost: the same message, or one that says the same.
      if (task.redelivered && (known[task.queue] ?? 0) > 0) return null;
      const { counts, fresh } = countUnread(known, task.queue);
      await work.tx.putIdempotent(key, JSON.stringify(counts), '', work.now);
      if (!fresh) return null;
      work.tellChange('dead-letters');
      return work.tx.insertUnreadMessage(
        { body: task.body, properties },
        work.now,
        messageCause(fault.en),
        fault,
      );
    });
    if (kept === null) return;
    logger.warn({ letter: kept, queue: task.queue, reason: fault.en }, 'a task is kept as a dead letter');
    parts.onUnread();
  }

  async function knownShops(): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<History['shops']>> = await history.shops({}, pageSize, cursor);
      ids.push(...page.items.map(({ shop }) => shop.id));
      cursor = page.next;
    } while (cursor !== null);
    return ids;
  }

  return {
    start: async () => {
      consumer = await exchange.takeTasks((task) => take(task), knownShops);
    },
    stop: async () => {
      stopped = true;
      await consumer?.close();
    },
  };
}

/** What refuses a task, as users' errors say it. */
function wordsOf({ words, message }: DroverError): Bilingual {
  return words ?? { en: message, zh: message };
}

/** Tells copies of one message from other messages, as far as what came with it allows. */
function hashOf({ body, exchange, routingKey, properties, publishedAt }: TaskMessage): string {
  const hash = createHash('sha256').update(body);
  hash.update(JSON.stringify([exchange, routingKey, publishedAt, properties['messageId'] ?? null]));
  return hash.digest('hex');
}
