/** How the queues stand: from the management API, else from passive declares and from what passed through this server. */
import type { QueueReading, QueueReadings } from '../../domain/queue-reading.ts';
import { BrokerUnavailable } from '../../ports/broker.ts';
import type { AmqpConnection } from './amqp-connection.ts';
import type { ManagementApi } from './management-api.ts';
import type { QueueConsumer } from './queue-consumer.ts';
import { shopQueuePrefix, type TopologyNames } from './topology.ts';

export interface QueueReadingsParts {
  readonly prefix: string;
  readonly names: TopologyNames;
  readonly consuming: AmqpConnection;
  readonly management: ManagementApi;
  readonly consumers: ReadonlyMap<string, QueueConsumer>;
  /** Messages that this server has published, by queue. */
  readonly published: ReadonlyMap<string, number>;
}

interface Counted {
  readonly at: number;
  readonly published: number;
  readonly delivered: number;
  readonly acknowledged: number;
}

/** What is known of a queue before this server's own knowledge is added. */
interface Seen {
  readonly name: string;
  readonly ready: number;
  readonly consumers: number;
  readonly unacknowledged?: number;
  readonly rates?: Pick<QueueReading, 'publishRate' | 'deliverRate' | 'ackRate'>;
  readonly headAt?: number | null;
}

export function createQueueReadings(parts: QueueReadingsParts): () => Promise<QueueReadings> {
  const { names, consumers } = parts;
  const filledSince = new Map<string, number>();
  const before = new Map<string, Counted>();
  const dispatchPrefix = names.pool('');

  const kindOf = (name: string): QueueReading['kind'] | null => {
    if (name === names.intake) return 'intake';
    if (name === names.due) return 'due';
    if (name === names.dead) return 'dead';
    if (name.startsWith(dispatchPrefix)) return 'dispatch';
    if (names.foreign.includes(name) || name.startsWith(shopQueuePrefix)) return 'foreign';
    return null;
  };
  /** Consumers of a pool are noted with a number behind the queue's name. */
  const consumersOf = (name: string): QueueConsumer[] =>
    [...consumers]
      .filter(([key]) => key === name || key.startsWith(`${name} `))
      .map(([, consumer]) => consumer);

  async function declared(): Promise<Seen[]> {
    if (parts.consuming.mode === 'away')
      throw new BrokerUnavailable(`RabbitMQ is away: ${parts.consuming.trouble ?? ''}`);
    const known = new Set([names.intake, names.due, names.dead, ...[...consumers.keys()].map(queueOfKey)]);
    for (const name of parts.published.keys()) known.add(name);
    const seen: Seen[] = [];
    for (const name of known) {
      const channel = await parts.consuming.channel();
      try {
        const { messageCount, consumerCount } = await channel.queueDeclare({ queue: name, passive: true });
        seen.push({ name, ready: messageCount, consumers: consumerCount });
      } catch {
        // It does not exist (any more).
      } finally {
        await channel.close();
      }
    }
    return seen;
  }

  function reading(seen: Seen, kind: QueueReading['kind'], now: number): QueueReading {
    const own = consumersOf(seen.name);
    const openAt = own.map((consumer) => consumer.oldestOpenAt()).filter((at) => at !== null);
    const oldestUnacknowledgedAt = openAt.length === 0 ? null : Math.min(...openAt);
    if (seen.ready === 0) filledSince.delete(seen.name);
    else if (!filledSince.has(seen.name)) filledSince.set(seen.name, now);
    const ready = seen.ready === 0 ? null : (seen.headAt ?? filledSince.get(seen.name) ?? now);
    const oldest = [ready, oldestUnacknowledgedAt].filter((at) => at !== null);
    return {
      name: seen.name,
      kind,
      ready: seen.ready,
      unacknowledged: seen.unacknowledged ?? own.reduce((sum, consumer) => sum + consumer.open(), 0),
      consumers: seen.consumers,
      ...(seen.rates ?? ownRates(seen.name, own, now)),
      oldestAt: oldest.length === 0 ? null : Math.min(...oldest, now),
      oldestUnacknowledgedAt,
    };
  }

  function ownRates(name: string, own: readonly QueueConsumer[], now: number): NonNullable<Seen['rates']> {
    const counted: Counted = {
      at: now,
      published: parts.published.get(name) ?? 0,
      delivered: own.reduce((sum, { counts }) => sum + counts.delivered, 0),
      acknowledged: own.reduce((sum, { counts }) => sum + counts.acknowledged, 0),
    };
    const last = before.get(name);
    before.set(name, counted);
    const rate = (key: 'published' | 'delivered' | 'acknowledged'): number | null =>
      last === undefined || now <= last.at
        ? null
        : Math.max(0, (counted[key] - last[key]) / ((now - last.at) / 1000));
    return { publishRate: rate('published'), deliverRate: rate('delivered'), ackRate: rate('acknowledged') };
  }

  return async () => {
    const managed = await parts.management.queues();
    const seen: readonly Seen[] =
      managed?.map(({ publishRate, deliverRate, ackRate, ...more }) => ({
        ...more,
        rates: { publishRate, deliverRate, ackRate },
      })) ?? (await declared());
    const at = Date.now();
    const queues = seen.flatMap((one) => {
      const kind = kindOf(one.name);
      return kind === null ? [] : [reading(one, kind, at)];
    });
    queues.sort((a, b) => (a.name < b.name ? -1 : 1));
    return { at, source: managed === null ? 'declares' : 'management', queues };
  };
}

function queueOfKey(key: string): string {
  return key.split(' ')[0] ?? key;
}
