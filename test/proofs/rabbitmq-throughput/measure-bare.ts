import { type Channel, Connection } from 'rabbitmq-client';
import type { RabbitServer } from '../../../scripts/services/rabbitmq.ts';
import { processorMs } from '../../support/living-processes.ts';
import type { Measured, Sizes } from './measured.ts';

const queue = 'bare';

/** Publish, confirm, consume, acknowledge, as Drover does it: many in flight; then one at a time. */
export async function measureBare(rabbit: RabbitServer, { warmUp, count, probes }: Sizes): Promise<Measured> {
  const connection = new Connection({ url: rabbit.url(), noDelay: true });
  const [publishing, consuming] = [await connection.acquire(), await connection.acquire()];
  await publishing.confirmSelect();
  await consuming.queueDeclare({ queue, durable: true, arguments: { 'x-max-priority': 10 } });
  await consuming.basicQos({ prefetchCount: 256 });
  let open = 0;
  let allConsumed: () => void = () => undefined;
  await consuming.basicConsume({ queue }, ({ deliveryTag }) => {
    consuming.basicAck({ deliveryTag });
    if (--open === 0) allConsumed();
  });
  const cycle = async (times: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    allConsumed = resolve;
    open = times;
    await Promise.all([...Array.from({ length: times }, () => send(publishing)), promise]);
  };
  const broker = rabbit.pid() ?? 0;
  await cycle(warmUp);
  const used = { broker: processorMs(broker), client: processorMs(process.pid), at: performance.now() };
  await cycle(count);
  const perSecond = count / ((performance.now() - used.at) / 1000);
  const us = (now: number, before: number): number => ((now - before) * 1000) / count;
  const processorUs = {
    client: us(processorMs(process.pid), used.client),
    broker: us(processorMs(broker), used.broker),
  };
  const latencies: number[] = [];
  for (let n = 0; n < probes; n++) {
    const at = performance.now();
    await cycle(1);
    latencies.push(performance.now() - at);
  }
  connection.unsafeDestroy();
  return { perSecond, processorUs, latencies };
}

/** As long as a wake-up. */
const body = Buffer.from(JSON.stringify({ pool: 'default', run_id: 'x'.repeat(26), priority: 5 }));

function send(channel: Channel): Promise<void> {
  return channel.basicPublish({ routingKey: queue, durable: true, priority: 5 }, body);
}
