/**
 * A connection to RabbitMQ that comes back by itself. Modes: away (entered at the start and when the socket closes), up
 * (connected; left when the socket closes), blocked (up, but the broker takes no publishes: memory or disk is short).
 * Authority: the broker. Failure: whoever waits on the old connection is told; `onUp` follows when it is back.
 */
import { type Channel, Connection } from 'rabbitmq-client';
import type { Logger } from '../../ports/logger.ts';

/** First and longest pause between two tries to connect, ms. */
const firstRetryMs = 100;
const longestRetryMs = 2_000;
const connectTimeoutMs = 5_000;
/** A broker that says nothing for about twice this long is taken for gone, s. */
const heartbeatSeconds = 10;
/** How long a close waits for the broker, ms. */
const closeMs = 1_000;

export interface AmqpConnection {
  readonly mode: 'away' | 'up' | 'blocked' | 'closed';
  /** Why it is away or blocked, in the broker's words; null while it is up. */
  readonly trouble: string | null;
  /** A channel of the present connection; rejects when there is none. */
  channel(): Promise<Channel>;
  /** Calls `listener` after each time that the connection was made. */
  onUp(listener: () => void): void;
  /** Calls `listener` when the connection is lost, or when the broker blocks publishers. */
  onTrouble(listener: () => void): void;
  /** Calls `listener` when the broker takes publishes again. */
  onUnblocked(listener: () => void): void;
  close(): Promise<void>;
}

export function openAmqpConnection(url: string, name: string, logger: Logger): AmqpConnection {
  const up: (() => void)[] = [];
  const troubled: (() => void)[] = [];
  const unblocked: (() => void)[] = [];
  let mode: AmqpConnection['mode'] = 'away';
  let trouble: string | null = 'not connected yet';
  const call = (listeners: readonly (() => void)[]): void => {
    for (const listener of listeners) listener();
  };

  const connection = new Connection({
    url,
    connectionName: name,
    noDelay: true,
    retryLow: firstRetryMs,
    retryHigh: longestRetryMs,
    connectionTimeout: connectTimeoutMs,
    acquireTimeout: connectTimeoutMs,
    heartbeat: heartbeatSeconds,
  });
  connection.on('connection', () => {
    mode = 'up';
    trouble = null;
    logger.info({ connection: name }, 'connected to RabbitMQ');
    call(up);
  });
  // Channels tell of their faults themselves. Of several failed tries in a row the library tells the first only.
  connection.on('error', (error: unknown) => {
    if (mode === 'closed') return;
    trouble = error instanceof Error ? error.message : String(error);
    logger.warn({ connection: name, error: trouble }, 'no connection to RabbitMQ; trying again');
    if (mode === 'away') return;
    mode = 'away';
    call(troubled);
  });
  connection.on('connection.blocked', (reason) => {
    mode = 'blocked';
    trouble = reason;
    call(troubled);
  });
  connection.on('connection.unblocked', () => {
    if (mode !== 'blocked') return;
    mode = 'up';
    trouble = null;
    call(unblocked);
  });

  return {
    get mode() {
      return mode;
    },
    get trouble() {
      return trouble;
    },
    channel: async () => {
      if (mode === 'away' || mode === 'closed') throw new Error(trouble ?? 'not connected');
      const channel = await connection.acquire({ emitErrorsFromChannel: true });
      channel.on('error', (error: unknown) =>
        logger.warn({ connection: name, error: String(error) }, 'RabbitMQ closed a channel'),
      );
      return channel;
    },
    onUp: (listener) => void up.push(listener),
    onTrouble: (listener) => void troubled.push(listener),
    onUnblocked: (listener) => void unblocked.push(listener),
    close: async () => {
      mode = 'closed';
      trouble = 'closed';
      const { promise: enough, resolve } = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => resolve(undefined), closeMs);
      // What is still to be written (acknowledgements) is written; a broker that blocks or hangs is not waited for.
      await Promise.race([connection.close().catch(() => undefined), enough]);
      clearTimeout(timer);
      connection.unsafeDestroy();
    },
  };
}
