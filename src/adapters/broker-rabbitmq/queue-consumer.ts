/**
 * Consumes one queue on a channel of its own, across reconnects. Modes: consuming; waiting for the connection; waiting to
 * try again (the channel was closed under it); over (closed by us, or its queue is gone and it does not make it anew).
 */
import type { AsyncMessage, Channel } from 'rabbitmq-client';
import type { Logger } from '../../ports/logger.ts';
import type { AmqpConnection } from './amqp-connection.ts';
import { gatherWrites } from './gather-writes.ts';
import { keepRawBodies } from './raw-bodies.ts';

const firstRetryMs = 200;
const longestRetryMs = 5_000;

/** A message that a consumer was given. The first call of the two counts; both do nothing once its channel is gone. */
export interface ConsumedMessage {
  readonly message: AsyncMessage;
  readonly body: Uint8Array;
  /** When it was delivered, ms since epoch. */
  readonly at: number;
  readonly ack: () => void;
  readonly requeue: () => void;
}

export interface QueueConsumerOptions {
  readonly queue: string;
  /** Most messages that are delivered and not yet acknowledged. */
  readonly prefetch: number;
  /** Makes sure that the queue exists; null: it is another's, and its consumer ends when it does not exist. */
  readonly declare: (() => Promise<void>) | null;
  readonly onMessage: (message: ConsumedMessage) => void;
  /** The queue of another is gone. */
  readonly onGone?: () => void;
}

export interface QueueConsumer {
  /** When the oldest message was delivered that is not acknowledged, ms since epoch; null: none is open. */
  oldestOpenAt(): number | null;
  /** How many are delivered and not acknowledged. */
  open(): number;
  /** Messages delivered and acknowledged so far. */
  readonly counts: { readonly delivered: number; readonly acknowledged: number };
  close(): Promise<void>;
}

export function consumeQueue(
  connection: AmqpConnection,
  options: QueueConsumerOptions,
  logger: Logger,
): { readonly consumer: QueueConsumer; readonly started: Promise<void> } {
  const { queue, prefetch, declare } = options;
  const { promise: started, resolve: nowStarted } = Promise.withResolvers<void>();
  const counts = { delivered: 0, acknowledged: 0 };
  let open = new Set<ConsumedMessage>();
  let channel: Channel | null = null;
  let starting = false;
  let over = false;
  let retryMs = firstRetryMs;
  let timer: NodeJS.Timeout | null = null;

  const again = (): void => {
    if (over || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      void start();
    }, retryMs);
    retryMs = Math.min(2 * retryMs, longestRetryMs);
  };

  const end = (): void => {
    over = true;
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  async function start(): Promise<void> {
    // Without a connection `onUp` begins anew.
    if (over || starting || channel !== null || (connection.mode !== 'up' && connection.mode !== 'blocked'))
      return;
    starting = true;
    let made: Channel | null = null;
    try {
      made = await connection.channel();
      keepRawBodies(made);
      await declare?.();
      await made.basicQos({ prefetchCount: prefetch });
      const using = made;
      using.once('close', () => lost(using));
      using.on('basic.cancel', () => {
        // Its queue was deleted.
        if (declare === null) gone();
        void using.close();
      });
      channel = using;
      await using.basicConsume({ queue }, (message) => deliver(using, message));
      retryMs = firstRetryMs;
      nowStarted();
    } catch (error) {
      if (channel === made) channel = null;
      void made?.close();
      if (declare === null && codeOf(error) === 'NOT_FOUND') gone();
      else {
        if (!over) logger.warn({ queue, error: String(error) }, 'a queue can not be consumed; trying again');
        again();
      }
    } finally {
      starting = false;
    }
    if (over && made !== null) void made.close();
    else if (channel === null) again();
  }

  function gone(): void {
    if (over) return;
    end();
    nowStarted();
    options.onGone?.();
  }

  function lost(old: Channel): void {
    if (channel !== old) return;
    channel = null;
    open = new Set();
    if (!starting) again();
  }

  function deliver(using: Channel, message: AsyncMessage): void {
    if (channel !== using || over) return;
    counts.delivered++;
    const here = open;
    const settle = (acknowledged: boolean): void => {
      if (!here.delete(consumed) || !using.active) return;
      const { deliveryTag } = message;
      gatherWrites(using);
      if (acknowledged) {
        counts.acknowledged++;
        using.basicAck({ deliveryTag });
      } else using.basicNack({ deliveryTag, requeue: true });
    };
    const consumed: ConsumedMessage = {
      message,
      // `keepRawBodies` leaves every body as it came.
      body: message.body as Buffer,
      at: Date.now(),
      ack: () => settle(true),
      requeue: () => settle(false),
    };
    here.add(consumed);
    options.onMessage(consumed);
  }

  connection.onUp(() => {
    retryMs = firstRetryMs;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    void start();
  });
  void start();

  return {
    started,
    consumer: {
      counts,
      open: () => open.size,
      oldestOpenAt: () => {
        const [first] = open;
        return first === undefined ? null : first.at;
      },
      close: async () => {
        end();
        nowStarted();
        const old = channel;
        channel = null;
        await old?.close();
      },
    },
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
