/**
 * The broker inside one process: wake-ups by pool, most urgent first, at most `prefetch` unacknowledged per consumer.
 * It keeps nothing beyond the process: at a start the nodes that connect claim from the store, so nothing is missed.
 * Bounded by the room of the pools: only queued runs have wake-ups, and room bounds those.
 */
import { said } from '../../domain/refusals/said.ts';
import type { Broker, Consumer, Delivery, WakeUp } from '../../ports/broker.ts';

const priorities = 10;

interface Subscriber {
  readonly prefetch: number;
  readonly onDelivery: (delivery: Delivery) => void;
  readonly unacknowledged: Set<WakeUp>;
}

class PoolQueue {
  readonly #byPriority: WakeUp[][] = Array.from({ length: priorities }, () => []);
  readonly #subscribers: Subscriber[] = [];
  #turn = 0;
  #delivering = false;

  push(wakeUp: WakeUp): void {
    this.#byPriority[Math.min(priorities - 1, Math.max(0, wakeUp.priority))]?.push(wakeUp);
  }

  #next(): WakeUp | undefined {
    for (let p = priorities - 1; p >= 0; p--) {
      const wakeUp = this.#byPriority[p]?.shift();
      if (wakeUp !== undefined) return wakeUp;
    }
    return undefined;
  }

  /** Hands out what subscribers have room for, in turn. */
  deliver(): void {
    // A subscriber may acknowledge while it is called: the loop that called it goes on, so that the stack does not grow.
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      this.#deliverAll();
    } finally {
      this.#delivering = false;
    }
  }

  #deliverAll(): void {
    for (;;) {
      const count = this.#subscribers.length;
      let subscriber: Subscriber | undefined;
      for (let i = 0; i < count && subscriber === undefined; i++) {
        const candidate = this.#subscribers[(this.#turn + i) % count];
        if (candidate !== undefined && candidate.unacknowledged.size < candidate.prefetch)
          subscriber = candidate;
      }
      if (subscriber === undefined) return;
      const wakeUp = this.#next();
      if (wakeUp === undefined) return;
      this.#turn++;
      this.#hand(subscriber, wakeUp);
    }
  }

  #hand(subscriber: Subscriber, wakeUp: WakeUp): void {
    subscriber.unacknowledged.add(wakeUp);
    const settle = (again: boolean): void => {
      if (!subscriber.unacknowledged.delete(wakeUp)) return;
      if (again) this.push(wakeUp);
      this.deliver();
    };
    subscriber.onDelivery({ wakeUp, ack: () => settle(false), requeue: () => settle(true) });
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.push(subscriber);
    this.deliver();
  }

  unsubscribe(subscriber: Subscriber): void {
    const at = this.#subscribers.indexOf(subscriber);
    if (at >= 0) this.#subscribers.splice(at, 1);
    for (const wakeUp of subscriber.unacknowledged) this.push(wakeUp);
    subscriber.unacknowledged.clear();
    this.deliver();
  }
}

export function createEmbeddedBroker(): Broker {
  const words = said('broker_embedded');
  const pools = new Map<string, PoolQueue>();
  const queueOf = (pool: string): PoolQueue => {
    let queue = pools.get(pool);
    if (queue === undefined) {
      queue = new PoolQueue();
      pools.set(pool, queue);
    }
    return queue;
  };
  return {
    remote: false,
    publish: async (wakeUps) => {
      const touched = new Set<PoolQueue>();
      for (const wakeUp of wakeUps) {
        const queue = queueOf(wakeUp.pool);
        queue.push(wakeUp);
        touched.add(queue);
      }
      for (const queue of touched) queue.deliver();
    },
    consume: async (pool, prefetch, onDelivery): Promise<Consumer> => {
      const queue = queueOf(pool);
      const subscriber: Subscriber = { prefetch, onDelivery, unacknowledged: new Set() };
      queue.subscribe(subscriber);
      return { close: async () => queue.unsubscribe(subscriber) };
    },
    onReconnect: () => undefined,
    health: () => ({ ok: true, detail: words.en, words }),
    close: async () => pools.clear(),
  };
}
