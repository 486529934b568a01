import type { RabbitServer } from '../../../scripts/services/rabbitmq.ts';
import { until } from '../../support/until.ts';

/** Messages that the broker was given for each run. */
export interface Carried {
  readonly events: number;
  readonly wakeUps: number;
}

/** By the broker's own counts, once they have come to rest. */
export async function carried(rabbit: RabbitServer, runs: number): Promise<Carried> {
  const headers = { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}` };
  const count = async (exchange: string): Promise<number> => {
    const url = `http://127.0.0.1:${rabbit.managementPort}/api/exchanges/%2f/${exchange}`;
    // The page `/api/` of the plugin names these members.
    const told = (await (await fetch(url, { headers })).json()) as {
      readonly message_stats?: { readonly publish_in?: number };
    };
    return told.message_stats?.publish_in ?? 0;
  };
  let before = '';
  return until(
    'counts that rest',
    async () => {
      const found = {
        events: (await count('rpa_event_exchange')) / runs,
        wakeUps: (await count('rpa_dispatch_exchange')) / runs,
      };
      const rests = before === JSON.stringify(found) && found.events > 0;
      before = JSON.stringify(found);
      return rests && found;
    },
    60_000,
    // The broker counts anew every second.
    1_500,
  );
}
