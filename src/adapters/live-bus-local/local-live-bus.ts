import type { LiveBus, LiveMessage } from '../../ports/live-bus.ts';

/** A live bus inside one process: listeners are called at once, in the order in which they came. */
export function createLocalLiveBus(): LiveBus {
  const listeners = new Set<(message: LiveMessage) => void>();
  return {
    publish: (message) => {
      for (const listener of listeners) listener(message);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
