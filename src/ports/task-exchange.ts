import type { QueueReadings } from '../domain/queue-reading.ts';
import type { Consumer } from './broker.ts';

/** A message that another program published to give us a task, as it came. Exactly one of the two must be called once. */
export interface TaskMessage {
  readonly body: Uint8Array;
  /** The queue that it was taken from. */
  readonly queue: string;
  /** With which it was published, before any dead-lettering. */
  readonly exchange: string;
  readonly routingKey: string;
  /** As the producer set it; null: not set. */
  readonly priority: number | null;
  /** Its `expiration` as the producer set it, ms; null: none. */
  readonly expirationMs: number | null;
  /** Its expiration has passed: it had waited in a queue for that long. */
  readonly expired: boolean;
  /** When it was published, by the producer, ms since epoch with the precision of a second; null: not said. */
  readonly publishedAt: number | null;
  /** It had been delivered before, and the broker does not know whether it was handled. */
  readonly redelivered: boolean;
  /** All that the broker says of it, for people. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The store has it. */
  readonly ack: () => void;
  /** Not handled; deliver it again. */
  readonly requeue: () => void;
}

/** The copy of a finally failed message, for outside tools. */
export interface DeadCopy {
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An event, for outside consumers. */
export interface OutsideEvent {
  /** What they choose by: words with dots between them, the first of which says what it is an event of. */
  readonly key: string;
  readonly body: Uint8Array;
}

/** What is exchanged with other programs over the broker. Publishing rejects with `BrokerUnavailable`. */
export interface TaskExchange {
  /**
   * Delivers every task that others publish, from the intake and from the queues that foreign producers made, also from
   * those that come into being later. `shops` tells which shops there are, to look for their queues.
   */
  takeTasks(onTask: (task: TaskMessage) => void, shops: () => Promise<readonly string[]>): Promise<Consumer>;
  /** Looks whether this shop has a queue of its own that is not drained yet. Never rejects. */
  lookForShop(shopId: string): void;
  /** Resolves when every copy is safe at the broker. */
  publishDead(copies: readonly DeadCopy[]): Promise<void>;
  /** Resolves when the broker has taken every event; whether anybody listens is not asked. */
  publishEvents(events: readonly OutsideEvent[]): Promise<void>;
  /** Reads how the queues stand now. Rejects with `BrokerUnavailable`. */
  readQueues(): Promise<QueueReadings>;
  /** What keeps messages from being published now, with the broker's words; null: nothing. */
  trouble(): { readonly kind: 'away' | 'blocked'; readonly detail: string } | null;
  /** Calls `listener` when such a trouble begins or ends. */
  onTrouble(listener: () => void): void;
}
