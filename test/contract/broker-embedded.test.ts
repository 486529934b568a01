import { createEmbeddedBroker } from '../../src/adapters/broker-embedded/embedded-broker.ts';
import { describeBrokerContract } from './broker-contract.ts';

describeBrokerContract('embedded', async () => ({
  broker: createEmbeddedBroker(),
  prefix: '',
  remove: async () => undefined,
}));
