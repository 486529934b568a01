/** The server's process in the simulation: the real services over the shared store, until it crashes. */
import { createEmbeddedBroker } from '../../src/adapters/broker-embedded/embedded-broker.ts';
import { createLocalLiveBus } from '../../src/adapters/live-bus-local/local-live-bus.ts';
import type { Broker } from '../../src/ports/broker.ts';
import type { Ids } from '../../src/ports/ids.ts';
import type { NodeConnection, NodeConnectionHandler } from '../../src/ports/link.ts';
import type { Logger } from '../../src/ports/logger.ts';
import type { Store, StoreTx } from '../../src/ports/store.ts';
import { createDispatcher, type Dispatcher } from '../../src/services/dispatch/dispatcher.ts';
import type { FlowCatalog } from '../../src/services/dispatch/flow-catalog.ts';
import { createGateway, type Gateway } from '../../src/services/gateway/gateway.ts';
import { createTimers, type Timers } from '../../src/services/timers.ts';
import type { ProcessClock } from '../support/virtual-clock.ts';

export interface ServerProcess {
  readonly clock: ProcessClock;
  readonly dispatcher: Dispatcher;
  readonly gateway: Gateway;
  accept(connection: NodeConnection): NodeConnectionHandler;
  /** Dies at once: no effect of it happens any more. */
  crash(): void;
  readonly alive: boolean;
  /** Called at each effect towards the world; false when the process is dead (or dies of it). */
  effect(): boolean;
}

export interface ServerWorld {
  readonly store: Store;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly catalog: FlowCatalog;
  readonly leaseSeconds: number;
  /** Wake-ups that a broker loses, as a probability; above 0 the broker counts as remote. */
  readonly lostWakeUps: number;
  readonly random: () => number;
  /** Counts an effect; true when the server is to die at it. */
  readonly diesNow: () => boolean;
  /** Called once when it has died. */
  readonly onCrash: () => void;
  /** Wraps the transaction, to sabotage it. */
  readonly wrapTx: (tx: StoreTx) => StoreTx;
}

/** What a dead process has begun never ends. A new promise each time: one for all would keep every history in memory. */
const never = (): Promise<never> => new Promise<never>(() => undefined);

export async function startServer(world: ServerWorld, clock: ProcessClock): Promise<ServerProcess> {
  let alive = true;
  let tellDead = (): void => undefined;
  const dead = new Promise<void>((resolve) => {
    tellDead = resolve;
  });
  const crash = (): void => {
    if (!alive) return;
    alive = false;
    tellDead();
    clock.kill();
    world.onCrash();
  };
  const effect = (): boolean => {
    if (alive && world.diesNow()) crash();
    return alive;
  };
  const store: Store = {
    ...world.store,
    write: async <T>(command: (tx: StoreTx) => Promise<T>): Promise<T> => {
      if (!effect()) return never();
      const value = await world.store.write((tx) => {
        if (!alive) throw new Error('the server died before this command was committed');
        return command(world.wrapTx(tx));
      });
      return effect() ? value : never();
    },
  };
  const inner = createEmbeddedBroker();
  const broker: Broker = {
    ...inner,
    remote: world.lostWakeUps > 0,
    publish: async (wakeUps) => {
      if (!effect()) return never();
      return inner.publish(wakeUps.filter(() => world.random() >= world.lostWakeUps));
    },
  };
  const liveBus = createLocalLiveBus();
  const dispatcher = createDispatcher({
    store,
    broker,
    clock,
    liveBus,
    logger: world.logger,
    catalog: world.catalog,
  });
  const timers: Timers = createTimers(dispatcher, clock, world.logger);
  const logs = {
    append: async () => undefined,
    end: async () => undefined,
    lost: async () => undefined,
    resume: async () => undefined,
  };
  const artifacts = { receive: async () => ({ bytes: 0, done: false, refused: 'no files here' }) };
  const gateway = createGateway({
    dispatcher,
    store,
    broker,
    clock,
    ids: world.ids,
    liveBus,
    logger: world.logger,
    logs,
    artifacts,
    leaseSeconds: world.leaseSeconds,
  });
  const process: ServerProcess = {
    clock,
    dispatcher,
    gateway,
    accept: (connection) => gateway.accept(connection),
    crash,
    effect,
    get alive() {
      return alive;
    },
  };
  // A process that dies while it starts never finishes starting.
  await Promise.race([gateway.start().then(() => timers.start()), dead]);
  return process;
}
