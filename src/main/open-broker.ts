import type { Settings } from '../config/settings.ts';
import type { Broker } from '../ports/broker.ts';
import type { Logger } from '../ports/logger.ts';
import type { TaskExchange } from '../ports/task-exchange.ts';

/** The broker that the settings name, with what other programs exchange over it; null: nobody else can reach it. */
export async function openBroker(
  settings: Pick<Settings, 'broker' | 'prefix'>,
  logger: Logger,
): Promise<{ readonly broker: Broker; readonly exchange: TaskExchange | null }> {
  if (settings.broker.kind === 'embedded') {
    const { createEmbeddedBroker } = await import('../adapters/broker-embedded/embedded-broker.ts');
    return { broker: createEmbeddedBroker(), exchange: null };
  }
  const { openRabbitBroker } = await import('../adapters/broker-rabbitmq/rabbit-broker.ts');
  const rabbit = await openRabbitBroker({ url: settings.broker.url, prefix: settings.prefix, logger });
  return { broker: rabbit, exchange: rabbit };
}
