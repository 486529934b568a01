import { createLocalLiveBus } from '../../src/adapters/live-bus-local/local-live-bus.ts';
import { describeLiveBusContract } from './live-bus-contract.ts';

describeLiveBusContract('local', async () => {
  const bus = createLocalLiveBus();
  return { bus, other: bus, close: async () => undefined };
});
