import type { TaskMessage } from '../../ports/task-exchange.ts';
import type { ConsumedMessage } from './queue-consumer.ts';
import { asItCame } from './raw-bodies.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A consumed message as a task message. One that expired in the queue `intake` was brought on by the broker, which says in
 * the header `x-death` where it had been. Source: rabbitmq.com/docs/dlx, "Effects on Messages".
 */
export function taskMessageOf(consumed: ConsumedMessage, queue: string, intake: string): TaskMessage {
  const { message, body } = consumed;
  const death = deathIn(message.headers, intake);
  const expiration = wholeOf(death?.['original-expiration'] ?? message.expiration);
  // A list of the broker's; what is in it is checked below.
  const [firstKey] = Array.isArray(death?.['routing-keys']) ? (death['routing-keys'] as unknown[]) : [];
  return {
    body,
    queue,
    exchange: typeof death?.['exchange'] === 'string' ? death['exchange'] : message.exchange,
    routingKey: typeof firstKey === 'string' ? firstKey : message.routingKey,
    priority: typeof message.priority === 'number' ? message.priority : null,
    expirationMs: expiration,
    expired: death !== undefined,
    publishedAt: typeof message.timestamp === 'number' ? message.timestamp * 1000 : null,
    redelivered: message.redelivered,
    properties: plain({
      queue,
      exchange: message.exchange,
      routingKey: message.routingKey,
      redelivered: message.redelivered,
      contentType: message.contentType,
      contentEncoding: message.contentEncoding === asItCame ? undefined : message.contentEncoding,
      headers: message.headers,
      priority: message.priority,
      expiration: message.expiration,
      timestamp: message.timestamp,
      messageId: message.messageId,
      correlationId: message.correlationId,
      type: message.type,
      appId: message.appId,
    }),
    ack: consumed.ack,
    requeue: consumed.requeue,
  };
}

/** What the broker says of the message's expiry in that queue; undefined: it did not expire there. */
function deathIn(headers: unknown, queue: string): Fields | undefined {
  // Tables of the broker; each member is checked where it is used.
  const deaths = (headers as Fields | undefined)?.['x-death'];
  if (!Array.isArray(deaths)) return undefined;
  // Tables of the broker, as above.
  return (deaths as Fields[]).find((death) => death['queue'] === queue && death['reason'] === 'expired');
}

function wholeOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** What JSON can say of it: absent members left out, large numbers as text. */
function plain(fields: Fields): Fields {
  const text = JSON.stringify(fields, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  // Of an object came an object.
  return JSON.parse(text) as Fields;
}
