// needs: rabbitmq-server
import { afterAll, beforeAll } from 'vitest';
import { RabbitServer, rabbitStartMs } from '../../scripts/services/rabbitmq.ts';
import { openRabbitBroker } from '../../src/adapters/broker-rabbitmq/rabbit-broker.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { describeBrokerContract } from './broker-contract.ts';

let rabbit: RabbitServer;
let opened = 0;
beforeAll(async () => {
  rabbit = await RabbitServer.start();
}, rabbitStartMs);
afterAll(async () => {
  await rabbit.remove();
});

const open = async (queues: 'classic' | 'quorum') => ({
  broker: await openRabbitBroker({
    url: `${rabbit.url()}&queues=${queues}`,
    prefix: `contract${++opened}`,
    logger: silentLogger,
  }),
  prefix: '',
  remove: async () => undefined,
});

describeBrokerContract('RabbitMQ, classic queues', () => open('classic'));
describeBrokerContract('RabbitMQ, quorum queues', () => open('quorum'), {
  withoutPriority: 'quorum queues refuse x-max-priority; the store decides about the order',
});
