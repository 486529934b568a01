import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from 'rabbitmq-client';
import type { RabbitServer } from '../../../scripts/services/rabbitmq.ts';

const queue = 'outside';
const exchange = 'rpa_event_exchange';
const deadQueue = 'rpa_dead_queue';
const finalStates = ['succeeded', 'failed', 'cancelled', 'expired'];
const prefetch = 100;

/**
 * Another program that wants to know how runs end: a durable queue of its own on the event exchange, and the dead queue.
 * It acknowledges what it has noted, and comes back by itself.
 */
export class Outsider {
  readonly #connection: Connection;
  readonly #ends = new Map<string, number>();
  readonly #copies = new Map<string, number>();

  private constructor(rabbit: RabbitServer) {
    this.#connection = new Connection({
      url: rabbit.url(),
      connectionName: 'outsider',
      retryLow: 50,
      retryHigh: 500,
    });
    this.#connection.on('error', () => undefined);
  }

  /** Resolves once it misses nothing. */
  static async listen(rabbit: RabbitServer): Promise<Outsider> {
    const outsider = new Outsider(rabbit);
    await Promise.all([
      outsider.#consume(queue, (body) =>
        note(outsider.#ends, `${String(body['task_id'])} ${String(body['to'])}`),
      ),
      outsider.#consume(deadQueue, (body) => {
        if (typeof body['error'] === 'string') note(outsider.#copies, String(body['task_id']));
      }),
    ]);
    return outsider;
  }

  /** How often it has heard that the run came to this state. */
  heard(run: string, state: string): number {
    return this.#ends.get(`${run} ${state}`) ?? 0;
  }

  /** How many dead copies of the run it has got, with what went wrong. */
  copies(run: string): number {
    return this.#copies.get(run) ?? 0;
  }

  /**
   * Has the broker know of the users and of this queue, but of nothing else, from its next start on, whatever becomes of its
   * data: what an operator's file of definitions does. So what is published to a wiped broker is not published to nobody.
   */
  async keepQueue(rabbit: RabbitServer): Promise<void> {
    const path = join(rabbit.folder, 'definitions.json');
    const answer = await fetch(`http://127.0.0.1:${rabbit.managementPort}/api/definitions`, {
      headers: { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}` },
    });
    // The form of a file of definitions: rabbitmq.com/docs/definitions.
    const all = (await answer.json()) as Record<string, Record<string, unknown>[]>;
    const kept = {
      ...all,
      exchanges: all['exchanges']?.filter(({ name }) => name === exchange),
      queues: all['queues']?.filter(({ name }) => name === queue),
      bindings: all['bindings']?.filter(({ destination }) => destination === queue),
    };
    writeFileSync(path, JSON.stringify(kept));
    appendFileSync(join(rabbit.folder, 'rabbitmq.conf'), `load_definitions = ${path}\n`);
  }

  leave(): void {
    this.#connection.unsafeDestroy();
  }

  #consume(name: string, onBody: (body: Record<string, unknown>) => void): Promise<void> {
    const ofEvents = {
      exchanges: [{ exchange, type: 'topic', durable: true }],
      queueBindings: finalStates.map((state) => ({ exchange, routingKey: `run.*.${state}` })),
    };
    const consumer = this.#connection.createConsumer(
      {
        queue: name,
        queueOptions: { durable: true },
        qos: { prefetchCount: prefetch },
        ...(name === queue ? ofEvents : {}),
      },
      // What Drover publishes is an object.
      ({ body }) => onBody(body as Record<string, unknown>),
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    consumer.on('ready', () => resolve());
    consumer.on('error', () => undefined);
    return promise;
  }
}

function note(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
