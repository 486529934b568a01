/**
 * RabbitMQ as the broker. Two connections, so that a broker that blocks publishers does not hold up what is consumed.
 * Wake-ups are mandatory and confirmed; a pool's queue that has vanished is made anew and its wake-ups are published again.
 */
import type { Bilingual } from '../../contract/bilingual.ts';
import { said } from '../../domain/refusals/said.ts';
import { type Broker, BrokerUnavailable, type Consumer, type WakeUp } from '../../ports/broker.ts';
import type { Logger } from '../../ports/logger.ts';
import type { TaskExchange } from '../../ports/task-exchange.ts';
import { openAmqpConnection } from './amqp-connection.ts';
import { type BrokerAddress, readBrokerAddress } from './broker-address.ts';
import { createConfirmedPublisher, type OutgoingMessage } from './confirmed-publisher.ts';
import { createManagementApi } from './management-api.ts';
import { type ConsumedMessage, consumeQueue, type QueueConsumer } from './queue-consumer.ts';
import { createQueueReadings } from './queue-readings.ts';
import { createTaskIntake } from './task-intake.ts';
import { createTopology, deadKey, type Part } from './topology.ts';

/** How long opening waits for the broker, and how long a consumer may take to begin, before going on without, ms. */
const patienceMs = 3_000;
/** Between tries to prepare a connection that is up, ms. */
const prepareRetryMs = 1_000;
/** How long the copy of a dead message waits for whoever wants it, ms: 7 days. */
const deadKeptMs = 7 * 24 * 3600 * 1000;

export interface RabbitBrokerOptions {
  /** `amqp://…` or `amqps://…`; see `readBrokerAddress`. */
  readonly url: string;
  /** Prefix of exchanges and queues. */
  readonly prefix: string;
  readonly logger: Logger;
}

export type RabbitBroker = Broker & TaskExchange;

/** Opens the broker; one that can't be reached now is gone on without, and used when it comes. */
export async function openRabbitBroker(options: RabbitBrokerOptions): Promise<RabbitBroker> {
  const { prefix, logger } = options;
  const address: BrokerAddress = readBrokerAddress(options.url);
  const topology = createTopology(prefix, address.queues, logger);
  const { names } = topology;
  const publishing = openAmqpConnection(address.url, `drover ${prefix} publisher`, logger);
  const consuming = openAmqpConnection(address.url, `drover ${prefix} consumer`, logger);
  const publisher = createConfirmedPublisher(publishing);
  const management = createManagementApi(address, (words) =>
    logger.info({ words }, 'no management API of RabbitMQ: queues are looked at by passive declares'),
  );
  const reconnected: (() => void)[] = [];
  /** By queue; those of pools with a number behind it. */
  const consumers = new Map<string, QueueConsumer>();
  let consumed = 0;
  const published = new Map<string, number>();
  /** Pools whose queue has been made on the present connection. */
  let pools = new Set<string>();
  let prepared = false;
  let closed = false;
  const { promise: firstPrepared, resolve: nowPrepared } = Promise.withResolvers<void>();

  const back = (): void => {
    for (const listener of reconnected) listener();
  };

  const isAway = (): boolean => publishing.mode === 'away';

  async function prepare(): Promise<void> {
    if (closed || isAway()) return;
    try {
      const known = [...pools].map((pool) => ({ pool }));
      await topology.ensure(publishing, ['intake', 'dead', 'events', ...known]);
      const channel = await publishing.channel();
      await channel.confirmSelect();
      channel.once('close', () => {
        prepared = false;
        // With the connection gone, `onUp` follows.
        if (publishing.mode === 'up') void prepare();
      });
      publisher.use(channel);
      prepared = true;
      nowPrepared();
      back();
    } catch (error) {
      if (closed || isAway()) return;
      logger.warn({ error: String(error) }, 'RabbitMQ could not be prepared; trying again');
      setTimeout(() => void prepare(), prepareRetryMs).unref();
    }
  }
  publishing.onUp(() => void prepare());
  publishing.onTrouble(() => {
    if (isAway()) prepared = false;
  });
  // A channel that was closed meanwhile has not been prepared again.
  publishing.onUnblocked(() => (prepared ? back() : void prepare()));

  const messageOf = (wakeUp: WakeUp): OutgoingMessage => ({
    exchange: names.dispatch,
    routingKey: wakeUp.pool,
    mandatory: true,
    priority: wakeUp.priority,
    body: Buffer.from(JSON.stringify({ pool: wakeUp.pool, run_id: wakeUp.runId, priority: wakeUp.priority })),
  });

  async function ensurePools(wanted: Iterable<string>): Promise<void> {
    const missing = [...new Set(wanted)].filter((pool) => !pools.has(pool));
    if (missing.length === 0) return;
    try {
      await topology.ensure(
        publishing,
        missing.map((pool) => ({ pool })),
      );
    } catch (error) {
      throw new BrokerUnavailable(String(error));
    }
    for (const pool of missing) pools.add(pool);
  }

  /** Publishes; what no queue takes is published once more after `remake`. */
  async function publishSafely(
    messages: readonly OutgoingMessage[],
    remake: (returned: readonly OutgoingMessage[]) => Promise<void>,
  ): Promise<void> {
    const returned = await publisher.publish(messages);
    if (returned.length === 0) return;
    await remake(returned);
    const still = await publisher.publish(returned);
    if (still.length > 0)
      throw new BrokerUnavailable(`no queue takes ${still[0]?.routingKey ?? 'a message'}`);
  }

  async function publishWakeUps(wakeUps: readonly WakeUp[]): Promise<void> {
    if (wakeUps.length === 0) return;
    await ensurePools(wakeUps.map(({ pool }) => pool));
    await publishSafely(wakeUps.map(messageOf), async (returned) => {
      const lost = new Set(returned.map(({ routingKey }) => routingKey));
      pools = new Set([...pools].filter((pool) => !lost.has(pool)));
      await ensurePools(lost);
    });
    for (const { pool } of wakeUps) count(names.pool(pool));
  }

  const count = (queue: string): void => void published.set(queue, (published.get(queue) ?? 0) + 1);

  const remake = (parts: readonly Part[]) => (): Promise<void> =>
    topology.ensure(publishing, parts).catch((error: unknown) => {
      throw new BrokerUnavailable(String(error));
    });

  async function consumePool(
    pool: string,
    prefetch: number,
    onDelivery: Parameters<Broker['consume']>[2],
  ): Promise<Consumer> {
    const deliver = ({ body, ack, requeue }: ConsumedMessage): void => {
      const wakeUp = wakeUpIn(body);
      // Not ours; there is nobody to give it back to.
      if (wakeUp === null) ack();
      else onDelivery({ wakeUp, ack, requeue });
    };
    const queue = names.pool(pool);
    const { consumer, started } = consumeQueue(
      consuming,
      { queue, prefetch, declare: () => topology.ensure(consuming, [{ pool }]), onMessage: deliver },
      logger,
    );
    const key = `${queue} ${++consumed}`;
    consumers.set(key, consumer);
    await withinPatience(started);
    return {
      close: async () => {
        consumers.delete(key);
        await consumer.close();
      },
    };
  }

  const health = (): ReturnType<Broker['health']> => {
    const told = (ok: boolean, words: Bilingual) => ({ ok, detail: words.en, words });
    const { shown } = address;
    const { trouble } = publishing;
    if (publishing.mode === 'blocked')
      return told(false, said('broker_blocked', { address: shown, detail: trouble ?? '' }));
    if (!prepared || consuming.mode === 'away') {
      const detail = trouble ?? consuming.trouble ?? 'connecting';
      return told(false, said('broker_away', { address: shown, detail }));
    }
    return told(true, said('broker_well', { address: shown }));
  };

  await withinPatience(firstPrepared);
  return {
    remote: true,
    publish: publishWakeUps,
    consume: consumePool,
    onReconnect: (listener) => void reconnected.push(listener),
    health,
    ...createTaskIntake({ consuming, topology, management, logger, consumers }),
    publishDead: async (copies) => {
      const messages = copies.map(({ body, contentType, headers }) => ({
        exchange: names.dlx,
        routingKey: deadKey,
        mandatory: true,
        expirationMs: deadKeptMs,
        body: Buffer.from(body),
        contentType,
        headers,
      }));
      await publishSafely(messages, remake(['dead']));
      for (const _ of copies) count(names.dead);
    },
    publishEvents: (events) =>
      publishSafely(
        events.map(({ key, body }) => ({
          exchange: names.events,
          routingKey: key,
          mandatory: false,
          body: Buffer.from(body),
        })),
        remake(['events']),
      ),
    readQueues: createQueueReadings({ prefix, names, consuming, management, consumers, published }),
    trouble: () => {
      if (publishing.mode === 'blocked') return { kind: 'blocked', detail: publishing.trouble ?? '' };
      return prepared ? null : { kind: 'away', detail: publishing.trouble ?? 'connecting' };
    },
    onTrouble: (listener) => {
      publishing.onTrouble(listener);
      reconnected.push(listener);
    },
    close: async () => {
      if (closed) return;
      closed = true;
      await Promise.all([...consumers.values()].map((consumer) => consumer.close()));
      await publisher.close();
      await Promise.all([publishing.close(), consuming.close()]);
    },
  };
}

function wakeUpIn(body: Uint8Array): WakeUp | null {
  try {
    const read: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof read !== 'object' || read === null) return null;
    // An object; its members are checked below.
    const { pool, run_id: runId, priority } = read as Readonly<Record<string, unknown>>;
    return typeof pool === 'string' && typeof runId === 'string' && typeof priority === 'number'
      ? { pool, runId, priority }
      : null;
  } catch {
    return null;
  }
}

async function withinPatience(work: Promise<void>): Promise<void> {
  const { promise: enough, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), patienceMs);
  await Promise.race([work, enough]);
  clearTimeout(timer);
}
