/**
 * The exchanges and queues of contracts §6, declared so that declaring them again changes nothing. What exists with other
 * arguments (somebody else made it) is used as it is, and said once; it is made as ours once it is gone.
 */
import type { Channel } from 'rabbitmq-client';
import type { Logger } from '../../ports/logger.ts';
import type { AmqpConnection } from './amqp-connection.ts';

/** Priorities of a classic queue: 0 to 9 are used. Source: rabbitmq.com/docs/priority. */
const priorities = 10;

/** The names, by the installation's prefix. */
export interface TopologyNames {
  readonly tasks: string;
  readonly intake: string;
  readonly due: string;
  readonly dispatch: string;
  readonly pool: (pool: string) => string;
  readonly dlx: string;
  readonly dead: string;
  readonly events: string;
  /** Work queues that foreign producers make for themselves. */
  readonly foreign: readonly string[];
}

export function topologyNames(prefix: string): TopologyNames {
  return {
    tasks: `${prefix}_task_exchange`,
    intake: `${prefix}_intake`,
    due: `${prefix}_intake_due`,
    dispatch: `${prefix}_dispatch_exchange`,
    pool: (pool) => `${prefix}_dispatch.${pool}`,
    dlx: `${prefix}_dlx_exchange`,
    dead: `${prefix}_dead_queue`,
    events: `${prefix}_event_exchange`,
    foreign: ['high', 'normal', 'low'].map((word) => `${prefix}_tasks_${word}`),
  };
}

/** The queue that a foreign producer makes for one shop. */
export const shopQueuePrefix = 'single_shop_';
/** The key with which dead copies are published. */
export const deadKey = 'dead';

/** What belongs together: an exchange with its queues. */
export type Part = 'intake' | 'dead' | 'events' | { readonly pool: string };
interface Step {
  readonly what: string;
  readonly run: (channel: Channel) => Promise<unknown>;
  /** Rejects when it does not exist. */
  readonly look: (channel: Channel) => Promise<unknown>;
}

export interface Topology {
  readonly names: TopologyNames;
  /** Makes sure that these parts exist. Rejects when the connection is lost meanwhile. */
  ensure(connection: AmqpConnection, parts: readonly Part[]): Promise<void>;
}

export function createTopology(prefix: string, kind: 'classic' | 'quorum', logger: Logger): Topology {
  const names = topologyNames(prefix);
  const quorum = kind === 'quorum' ? { 'x-queue-type': 'quorum' } : {};
  /** What exists otherwise than we would make it. */
  const otherwise = new Set<string>();

  const exchange = (name: string, type: string): Step => ({
    what: name,
    run: (channel) => channel.exchangeDeclare({ exchange: name, type, durable: true }),
    look: (channel) => channel.exchangeDeclare({ exchange: name, passive: true }),
  });
  const queue = (name: string, more: Readonly<Record<string, unknown>>): Step => ({
    what: name,
    run: (channel) => channel.queueDeclare({ queue: name, durable: true, arguments: { ...more } }),
    look: (channel) => channel.queueDeclare({ queue: name, passive: true }),
  });
  const bind = (name: string, from: string, routingKey: string): Step => ({
    what: `${from} to ${name}`,
    run: (channel) => channel.queueBind({ queue: name, exchange: from, routingKey }),
    // It has no arguments to differ in.
    look: async () => undefined,
  });

  function stepsOf(part: Part): Step[] {
    if (part === 'events') return [exchange(names.events, 'topic')];
    if (part === 'dead') {
      // Without arguments, as foreign producers declare it.
      return [exchange(names.dlx, 'direct'), queue(names.dead, {}), bind(names.dead, names.dlx, deadKey)];
    }
    if (part === 'intake') {
      return [
        exchange(names.tasks, 'topic'),
        queue(names.due, quorum),
        queue(names.intake, {
          ...quorum,
          'x-dead-letter-exchange': '',
          'x-dead-letter-routing-key': names.due,
        }),
        bind(names.intake, names.tasks, 'task.#'),
      ];
    }
    const name = names.pool(part.pool);
    // Quorum queues refuse priorities: the store decides about the order anyway.
    const order = kind === 'quorum' ? quorum : { 'x-max-priority': priorities };
    return [exchange(names.dispatch, 'direct'), queue(name, order), bind(name, names.dispatch, part.pool)];
  }

  return {
    names,
    ensure: async (connection, parts) => {
      let channel = await connection.channel();
      try {
        for (const step of parts.flatMap(stepsOf)) {
          try {
            await (otherwise.has(step.what) ? step.look(channel) : step.run(channel));
          } catch (error) {
            if (hasCode(error, 'NOT_FOUND') && otherwise.delete(step.what)) {
              // The broker closes the channel with each of these refusals.
              channel = await connection.channel();
              await step.run(channel);
              continue;
            }
            if (!hasCode(error, 'PRECONDITION_FAILED')) throw error;
            otherwise.add(step.what);
            logger.warn(
              { name: step.what, error: String(error) },
              'it exists in RabbitMQ with other arguments: used as it is',
            );
            channel = await connection.channel();
          }
        }
      } finally {
        await channel.close();
      }
    },
  };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
