import type { RabbitServer } from '../../../scripts/services/rabbitmq.ts';
import { until } from '../../support/until.ts';

/** The server has one connection for publishing and one for consuming. */
const ofServer = 2;

/**
 * Waits until the server has both of its connections and ends every connection that there is; so many times. By the
 * management API, which needs no program to be started for it.
 */
export async function closeConnections(
  rabbit: RabbitServer,
  times: number,
  patienceMs: number,
): Promise<void> {
  const headers = { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}` };
  const base = `http://127.0.0.1:${rabbit.managementPort}/api/connections`;
  const closed = new Set<string>();
  for (let n = 0; n < times; n++) {
    const open = await until(
      "the server's connections",
      async () => {
        // The page `/api/` of the plugin names these members.
        const all = (await (await fetch(base, { headers })).json()) as {
          readonly name: string;
          readonly client_properties?: { readonly connection_name?: string };
        }[];
        const fresh = all.filter(({ name }) => !closed.has(name));
        const own = fresh.filter((one) => one.client_properties?.connection_name?.startsWith('drover '));
        return own.length >= ofServer && fresh;
      },
      patienceMs,
      20,
    );
    for (const { name } of open) {
      closed.add(name);
      await fetch(`${base}/${encodeURIComponent(name)}`, { method: 'DELETE', headers });
    }
  }
}
