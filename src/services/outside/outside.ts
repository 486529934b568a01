/** What is exchanged with other programs over the broker: tasks in; events of runs, alarms and copies of dead messages out. */
import type { Broker } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LiveBus } from '../../ports/live-bus.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Store } from '../../ports/store.ts';
import type { DeadCopy, OutsideEvent, TaskExchange } from '../../ports/task-exchange.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { deadCopiesAfter } from './dead-copies.ts';
import { createOutbound } from './outbound.ts';
import { eventsAfter } from './outside-events.ts';
import { createQueueWatch, type QueueWatch } from './queue-watch.ts';
import { createTaskTaker } from './task-taker.ts';

export interface OutsideParts {
  readonly exchange: TaskExchange;
  readonly broker: Pick<Broker, 'onReconnect'>;
  readonly dispatcher: Dispatcher;
  readonly store: Store;
  readonly clock: Clock;
  readonly liveBus: LiveBus;
  readonly logger: Logger;
  /** IANA zone of times without one. */
  readonly timezone: string;
}

export interface Outside {
  readonly watch: QueueWatch;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createOutside(parts: OutsideParts): Outside {
  const { exchange, store, liveBus } = parts;
  const { history } = store;
  const watch = createQueueWatch({
    ...parts,
    tell: (event) => parts.dispatcher.command((work) => work.alarm(event)),
  });
  const events = createOutbound<OutsideEvent>({
    ...parts,
    // The name of a setting: it has been there since events of runs alone were published.
    name: 'run events',
    newest: async () => (await history.lastEvent())?.seq ?? 0,
    read: (after) => eventsAfter(history, after),
    publish: (items) => exchange.publishEvents(items),
  });
  const dead = createOutbound<DeadCopy>({
    ...parts,
    name: 'dead copies',
    newest: async () => (await history.deadLetterSelection({})).until,
    read: (after) => deadCopiesAfter(history, after),
    publish: (items) => exchange.publishDead(items),
  });
  const taker = createTaskTaker({ ...parts, history, onUnread: () => dead.stir() });
  return {
    watch,
    start: async () => {
      await events.start();
      await dead.start();
      liveBus.subscribe((message) => {
        if (message.topic === 'run' || message.topic === 'alarm') events.stir();
        if (message.topic !== 'run') return;
        const { event } = message;
        if (event.kind === 'state' && (event.to === 'failed' || event.to === 'expired')) dead.stir();
      });
      parts.broker.onReconnect(() => {
        events.stir();
        dead.stir();
      });
      watch.start();
      await taker.start();
    },
    stop: async () => {
      watch.stop();
      await taker.stop();
      await Promise.all([events.stop(), dead.stop()]);
    },
  };
}
