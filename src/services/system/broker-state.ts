import type { BrokerState } from '../../contract/system.ts';
import { alarmWords } from '../../domain/alarm-words.ts';
import type { Broker } from '../../ports/broker.ts';
import type { QueueWatch } from '../outside/queue-watch.ts';
import { instant } from '../runs/run-view.ts';

/** How the broker and its queues stand now, as the API shows it. `watch` is null where nobody else can reach it. */
export async function brokerState(
  broker: Pick<Broker, 'health'>,
  watch: Pick<QueueWatch, 'read' | 'alarms'> | null,
): Promise<BrokerState> {
  const { ok, detail } = broker.health();
  const readings = (await watch?.read()) ?? null;
  return {
    kind: watch === null ? 'embedded' : 'rabbitmq',
    ...{ ok, detail },
    readAt: readings === null ? null : instant(readings.at),
    source: readings?.source ?? null,
    queues: (readings?.queues ?? []).map((queue) => ({
      name: queue.name,
      kind: queue.kind,
      ready: queue.ready,
      unacknowledged: queue.unacknowledged,
      publishRate: queue.publishRate,
      deliverRate: queue.deliverRate,
      ackRate: queue.ackRate,
      consumers: queue.consumers,
      oldestAt: queue.oldestAt === null ? null : instant(queue.oldestAt),
    })),
    alarms: (watch?.alarms() ?? []).map(({ since, ...alarm }) => ({
      ...alarm,
      since: instant(since),
      words: alarmWords(alarm),
    })),
  };
}
