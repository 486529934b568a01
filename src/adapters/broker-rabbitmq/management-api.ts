/** RabbitMQ's management API, read only. Source: the page `/api/` of the plugin itself. */
import type { BrokerAddress } from './broker-address.ts';

const answerMs = 5_000;
/** After a failure it is left alone for this long, ms. */
const restMs = 60_000;

/** A queue as the management API tells of it. */
export interface ManagedQueue {
  readonly name: string;
  readonly ready: number;
  readonly unacknowledged: number;
  readonly consumers: number;
  readonly publishRate: number;
  readonly deliverRate: number;
  readonly ackRate: number;
  /** `timestamp` of the message at its head, ms since epoch; null: none, or the producer did not set it. */
  readonly headAt: number | null;
}

export interface ManagementApi {
  /** Every queue of the virtual host; null: it can't be asked (now). Never rejects. */
  queues(): Promise<readonly ManagedQueue[] | null>;
}

const columns = [
  'name',
  'messages_ready',
  'messages_unacknowledged',
  'consumers',
  'head_message_timestamp',
  ...['publish', 'deliver_get', 'ack'].map((name) => `message_stats.${name}_details.rate`),
].join(',');

export function createManagementApi(
  { management, vhost }: BrokerAddress,
  told: (words: string) => void,
): ManagementApi {
  let restUntil = 0;
  let complained = false;
  return {
    queues: async () => {
      if (management === null || Date.now() < restUntil) return null;
      try {
        const answer = await fetch(
          `${management.url}/api/queues/${encodeURIComponent(vhost)}?disable_stats=false&columns=${columns}`,
          {
            headers: { authorization: management.authorization },
            signal: AbortSignal.timeout(answerMs),
          },
        );
        if (!answer.ok) throw new Error(`it answers ${answer.status}`);
        const read: unknown = await answer.json();
        if (!Array.isArray(read)) throw new Error('it is not the management API');
        complained = false;
        return read.map(queueOf);
      } catch (error) {
        restUntil = Date.now() + restMs;
        if (!complained) told(error instanceof Error ? error.message : String(error));
        complained = true;
        return null;
      }
    },
  };
}

function queueOf(row: unknown): ManagedQueue {
  const stats = at(row, 'message_stats');
  const head = numberAt(row, 'head_message_timestamp');
  const rate = (name: string): number => numberAt(at(stats, `${name}_details`), 'rate') ?? 0;
  return {
    name: String(at(row, 'name')),
    ready: numberAt(row, 'messages_ready') ?? 0,
    unacknowledged: numberAt(row, 'messages_unacknowledged') ?? 0,
    consumers: numberAt(row, 'consumers') ?? 0,
    publishRate: rate('publish'),
    deliverRate: rate('deliver_get'),
    ackRate: rate('ack'),
    headAt: head === null ? null : head * 1000,
  };
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function numberAt(value: unknown, name: string): number | null {
  const found = at(value, name);
  return typeof found === 'number' ? found : null;
}
