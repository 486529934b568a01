import type { Bilingual } from '../contract/bilingual.ts';

/** A wake-up: "the pool has something to claim". It assigns nothing. */
export interface WakeUp {
  readonly pool: string;
  readonly runId: string;
  /** 0–9, 9 is the most urgent. */
  readonly priority: number;
}

/** A delivered wake-up. Exactly one of the two must be called once. */
export interface Delivery {
  readonly wakeUp: WakeUp;
  /** A claim is committed, or there was nothing to claim. */
  ack(): void;
  /** Not handled; deliver it again. */
  requeue(): void;
}

/** What a consumer can do. */
export interface Consumer {
  /** Stops deliveries; what is not acknowledged is delivered to others again. */
  close(): Promise<void>;
}

/** What was given to the broker is not known to be safe there: it is away, blocks publishers, or did not answer. */
export class BrokerUnavailable extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'BrokerUnavailable';
  }
}

/** Carries wake-ups from the server that queued a run to one that has a free slot. */
export interface Broker {
  /** Whether `publish` needs a confirmation from elsewhere (then unconfirmed runs are marked in the store). */
  readonly remote: boolean;
  /** Resolves when every wake-up is safe at the broker; rejects with `BrokerUnavailable` when it can't be. */
  publish(wakeUps: readonly WakeUp[]): Promise<void>;
  /** Delivers the pool's wake-ups, most urgent first, with at most `prefetch` unacknowledged. */
  consume(pool: string, prefetch: number, onDelivery: (delivery: Delivery) => void): Promise<Consumer>;
  /** Calls `listener` whenever the broker can be published to again after it could not. */
  onReconnect(listener: () => void): void;
  /** How it stands in words; `detail` is the English. */
  health(): { readonly ok: boolean; readonly detail: string; readonly words: Bilingual };
  close(): Promise<void>;
}
