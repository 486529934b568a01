/**
 * Publishing with confirms, many at once: one channel in confirm mode, mandatory messages matched with the broker's
 * returns. A message counts as safe only when the broker has confirmed it and, where it is mandatory, not returned it.
 */
import type { Channel } from 'rabbitmq-client';
import { BrokerUnavailable } from '../../ports/broker.ts';
import type { AmqpConnection } from './amqp-connection.ts';
import { gatherWrites } from './gather-writes.ts';

/** Confirms that do not come within this are given up, ms. */
const confirmMs = 30_000;

/** Messages that leave together: fewer bytes than a socket takes without waiting. */
const messagesTogether = 64;

export interface OutgoingMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  /** The broker must find a queue for it. */
  readonly mandatory: boolean;
  readonly priority?: number;
  /** How long the broker keeps it in a queue, ms. */
  readonly expirationMs?: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

export interface ConfirmedPublisher {
  /** The next publishes go by this channel, which must be in confirm mode; null: there is none. */
  use(channel: Channel | null): void;
  /**
   * Resolves when all are confirmed, with those that no queue took, in their order. Rejects with `BrokerUnavailable` as
   * soon as that can't be any more.
   */
  publish(messages: readonly OutgoingMessage[]): Promise<OutgoingMessage[]>;
  close(): Promise<void>;
}

export function createConfirmedPublisher(connection: AmqpConnection): ConfirmedPublisher {
  let channel: Channel | null = null;
  let lastId = 0;
  /** Those who wait for confirms, each by what makes it give up. */
  const waiting = new Set<(error: BrokerUnavailable) => void>();
  const returned = new Set<string>();

  connection.onTrouble(() => {
    const error = unavailable();
    for (const giveUp of [...waiting]) giveUp(error);
  });

  const unavailable = (): BrokerUnavailable =>
    new BrokerUnavailable(
      connection.mode === 'blocked'
        ? `RabbitMQ takes no messages: ${connection.trouble ?? 'blocked'}`
        : `RabbitMQ is away: ${connection.trouble ?? 'no channel'}`,
    );

  async function publishAll(
    using: Channel,
    messages: readonly OutgoingMessage[],
  ): Promise<OutgoingMessage[]> {
    const ids = messages.map(() => `${++lastId}`);
    const faults: Promise<string | null>[] = [];
    for (let from = 0; from < messages.length; from += messagesTogether) {
      if (from > 0) await nextTurn();
      gatherWrites(using);
      for (const [n, message] of messages.slice(from, from + messagesTogether).entries())
        faults.push(
          publishOne(using, message, ids[from + n] ?? '').then(
            () => null,
            (error: unknown) => String(error),
          ),
        );
    }
    const failed = (await Promise.all(faults)).find((fault) => fault !== null);
    if (failed !== undefined) throw new BrokerUnavailable(`not confirmed by RabbitMQ: ${failed}`);
    // The library tells of a return one turn of the event loop after it has seen the confirm that follows it.
    await nextTurn();
    return messages.filter((_, i) => returned.delete(ids[i] ?? ''));
  }

  return {
    use: (next) => {
      channel = next;
      returned.clear();
      next?.on('basic.return', (message) => void returned.add(String(message.messageId)));
      next?.once('close', () => {
        if (channel === next) channel = null;
      });
    },
    publish: (messages) => {
      if (messages.length === 0) return Promise.resolve([]);
      if (channel === null || connection.mode !== 'up') return Promise.reject(unavailable());
      const { promise, resolve, reject } = Promise.withResolvers<OutgoingMessage[]>();
      const timer = setTimeout(
        () => reject(new BrokerUnavailable(`RabbitMQ did not confirm within ${confirmMs / 1000} s`)),
        confirmMs,
      );
      waiting.add(reject);
      publishAll(channel, messages).then(resolve, reject);
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(reject);
      });
    },
    close: async () => {
      const last = channel;
      channel = null;
      // A blocked connection carries no more words.
      if (connection.mode === 'up') await last?.close();
    },
  };
}

/** Resolves when it is confirmed. */
function publishOne(channel: Channel, message: OutgoingMessage, messageId: string): Promise<void> {
  return channel.basicPublish(
    {
      exchange: message.exchange,
      routingKey: message.routingKey,
      mandatory: message.mandatory,
      durable: true,
      messageId,
      contentType: message.contentType ?? 'application/json',
      ...(message.priority === undefined ? {} : { priority: message.priority }),
      ...(message.expirationMs === undefined ? {} : { expiration: String(message.expirationMs) }),
      ...(message.headers === undefined ? {} : { headers: message.headers }),
    },
    message.body,
  );
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
