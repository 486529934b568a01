/** What an address of RabbitMQ says beyond where it is. */
export interface BrokerAddress {
  /** For the AMQP library, with user and password, without our own options. */
  readonly url: string;
  /** Host, port and virtual host; for people, so without user and password. */
  readonly shown: string;
  readonly vhost: string;
  /** Base of the management API, with user and password apart; null: switched off. */
  readonly management: { readonly url: string; readonly authorization: string } | null;
  /** Kind of the queues that we declare. */
  readonly queues: 'classic' | 'quorum';
}

/**
 * Reads `amqp(s)://user:password@host:port/vhost?queues=quorum&management=http://…|off`. Defaults: user and password
 * guest, port 5672 (5671 with TLS), virtual host `/`, classic queues, management on the same host at 15672 (15671).
 * Throws on an address that is none.
 */
export function readBrokerAddress(address: string): BrokerAddress {
  const url = new URL(address);
  const tls = url.protocol === 'amqps:';
  if (!tls && url.protocol !== 'amqp:') throw new TypeError('not an amqp: or amqps: address');
  if (url.username === '') url.username = 'guest';
  if (url.password === '') url.password = 'guest';
  const vhost = decodeURIComponent(url.pathname.slice(1)) || '/';
  url.pathname = `/${encodeURIComponent(vhost)}`;
  const asked = url.searchParams.get('management');
  const queues = url.searchParams.get('queues') === 'quorum' ? 'quorum' : 'classic';
  url.searchParams.delete('management');
  url.searchParams.delete('queues');
  const authorization = `Basic ${Buffer.from(
    `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`,
  ).toString('base64')}`;
  const usual = `${tls ? 'https' : 'http'}://${url.hostname}:${tls ? 15671 : 15672}`;
  const port = url.port === '' ? (tls ? '5671' : '5672') : url.port;
  return {
    url: url.href,
    shown: `${url.hostname}:${port}${vhost === '/' ? '' : `/${vhost}`}`,
    vhost,
    management: asked === 'off' ? null : { url: (asked ?? usual).replace(/\/+$/, ''), authorization },
    queues,
  };
}
