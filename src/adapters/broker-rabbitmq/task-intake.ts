/**
 * Takes what others publish: from the intake, from where its expired messages go, and from the queues that foreign
 * producers made, which are looked for at each connect, once a minute, and when a task names a shop.
 */
import type { Consumer } from '../../ports/broker.ts';
import type { Logger } from '../../ports/logger.ts';
import type { TaskExchange, TaskMessage } from '../../ports/task-exchange.ts';
import type { AmqpConnection } from './amqp-connection.ts';
import type { ManagementApi } from './management-api.ts';
import { consumeQueue, type QueueConsumer } from './queue-consumer.ts';
import { taskMessageOf } from './task-message.ts';
import { shopQueuePrefix, type Topology } from './topology.ts';

/** Messages of the intake that are stored at once, and those of each other queue. */
const intakePrefetch = 256;
const foreignPrefetch = 32;
/** Foreign queues are looked for this often, ms; a shop that had none is not asked about again within it. */
const lookEveryMs = 60_000;

export interface TaskIntakeParts {
  readonly consuming: AmqpConnection;
  readonly topology: Topology;
  readonly management: ManagementApi;
  readonly logger: Logger;
  /** Where every consumer is noted by its queue while it lives. */
  readonly consumers: Map<string, QueueConsumer>;
}

export type TaskIntake = Pick<TaskExchange, 'takeTasks' | 'lookForShop'>;

export function createTaskIntake(parts: TaskIntakeParts): TaskIntake {
  const { consuming, topology, logger, consumers } = parts;
  const { names } = topology;
  /** Shops' queues that did not exist, by when that was seen. */
  const absent = new Map<string, number>();
  let onTask: ((task: TaskMessage) => void) | null = null;
  let shops: () => Promise<readonly string[]> = async () => [];
  let timer: NodeJS.Timeout | null = null;
  /** Looks one after the other: each may need a channel that the broker closes. */
  let looking: Promise<void> = Promise.resolve();

  const take = (queue: string, prefetch: number, declare: (() => Promise<void>) | null): Promise<void> => {
    if (consumers.has(queue)) return Promise.resolve();
    const { consumer, started } = consumeQueue(
      consuming,
      {
        queue,
        prefetch,
        declare,
        onMessage: (consumed) => onTask?.(taskMessageOf(consumed, queue, names.intake)),
        onGone: () => {
          consumers.delete(queue);
          absent.set(queue, Date.now());
        },
      },
      logger,
    );
    consumers.set(queue, consumer);
    return started;
  };
  const drain = async (queue: string): Promise<void> => {
    const known = consumers.has(queue);
    await take(queue, foreignPrefetch, null);
    if (!known && consumers.has(queue)) logger.info({ queue }, "a foreign producer's queue is drained");
  };

  const isForeign = (name: string): boolean =>
    names.foreign.includes(name) || name.startsWith(shopQueuePrefix);

  async function look(): Promise<void> {
    if (onTask === null || consuming.mode === 'away') return;
    absent.clear();
    const managed = await parts.management.queues();
    const found =
      managed === null
        ? [...names.foreign, ...(await shops()).map((shop) => `${shopQueuePrefix}${shop}`)]
        : managed.map(({ name }) => name).filter(isForeign);
    for (const queue of found) {
      if (onTask === null) return;
      await drain(queue);
    }
  }

  const lookSoon = (what: () => Promise<void>): void => {
    looking = looking
      .then(what)
      .catch((error: unknown) =>
        logger.warn({ error: String(error) }, 'foreign queues can not be looked for'),
      );
  };
  const lookEvery = (): void => {
    lookSoon(look);
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(lookEvery, lookEveryMs);
    timer.unref();
  };

  return {
    takeTasks: async (listener, knownShops): Promise<Consumer> => {
      onTask = listener;
      shops = knownShops;
      const declare = (): Promise<void> => topology.ensure(consuming, ['intake']);
      void take(names.intake, intakePrefetch, declare);
      void take(names.due, intakePrefetch, declare);
      consuming.onUp(() => {
        if (onTask !== null) lookEvery();
      });
      if (consuming.mode !== 'away') lookEvery();
      return {
        close: async () => {
          onTask = null;
          if (timer !== null) clearTimeout(timer);
          await looking;
          const taken = [...consumers].filter(
            ([queue]) => queue === names.intake || queue === names.due || isForeign(queue),
          );
          for (const [queue, consumer] of taken) {
            consumers.delete(queue);
            await consumer.close();
          }
        },
      };
    },
    lookForShop: (shopId) => {
      const queue = `${shopQueuePrefix}${shopId}`;
      if (onTask === null || consumers.has(queue)) return;
      if (Date.now() - (absent.get(queue) ?? 0) < lookEveryMs) return;
      absent.set(queue, Date.now());
      lookSoon(() => drain(queue));
    },
  };
}
