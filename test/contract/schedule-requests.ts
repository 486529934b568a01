import type { Answer, TestServer } from '../support/test-server.ts';
import type { ApiWorld } from './api-world.ts';

/** How the statuses of routes of schedules are provoked. */
export function scheduleRequests(
  server: TestServer,
  { call, get, post, unique }: Pick<ApiWorld, 'call' | 'get' | 'post' | 'unique'>,
): Readonly<Record<string, () => Promise<Answer>>> {
  /** The path of a new stored schedule. */
  const stored = async (): Promise<string> => {
    const name = unique();
    await post('/api/schedules', { name, flow: 'note', cron: '0 3 * * *', timezone: 'Asia/Shanghai' });
    return `/api/schedules/${name}`;
  };
  const ofFile = `/api/schedules/${encodeURIComponent('of the file')}`;
  /** One whose slot of a moment ago has a record. */
  let known: { path: string; at: string } | null = null;
  const served = async (): Promise<{ path: string; at: string }> => {
    if (known !== null) return known;
    const name = unique();
    await post('/api/schedules', { name, flow: 'note', everySeconds: 1 });
    await server.services.scheduler.look();
    const path = `/api/schedules/${name}`;
    for (;;) {
      const found: unknown = JSON.parse((await get(`${path}/slots`)).text);
      // The answer of a list of slots.
      const [slot] = (found as { items: { at: string }[] }).items;
      if (slot === undefined) continue;
      await post(`${path}/pause`);
      known = { path, at: slot.at };
      return known;
    }
  };
  const range = { from: '2026-03-01T00:00:00Z', to: '2026-03-04T00:00:00Z' };
  /** The path of a new backfill. */
  const backfill = async (): Promise<string> => {
    const answer = await post(`${await stored()}/backfill`, { ...range, ratePerSecond: 0.01 });
    const { id } = (JSON.parse(answer.text) as { backfill: { id: string } }).backfill;
    return `/api/schedules/backfills/${id}`;
  };
  return {
    'GET /api/schedules 200': async () => {
      await served();
      return get('/api/schedules?slots=5&next=2');
    },
    'POST /api/schedules 201': () =>
      post('/api/schedules', {
        ...{ name: unique(), flow: 'note', cron: '30 2 L * *', tags: ['a'], params: { n: 1 } },
        ...{ shops: { platform: 'pdd' }, overlap: 'queue', misfire: 'run-all' },
      }),
    'POST /api/schedules 400': () =>
      post('/api/schedules', { name: unique(), flow: 'note', cron: '61 * * * *', timezone: 'Mars' }),
    'POST /api/schedules 409': () =>
      post('/api/schedules', { name: 'of the file', flow: 'note', cron: '0 3 * * *' }),
    'POST /api/schedules 422': () =>
      post('/api/schedules', { name: unique(), flow: 'note', cron: '0 3 * * *', params: { n: 'one' } }),
    'GET /api/schedules/preview 200': () => get('/api/schedules/preview?cron=0+9+*+*+1-5&count=3'),
    'GET /api/schedules/preview 404': () => get('/api/schedules/preview?schedule=nothing-1'),
    'GET /api/schedules/slots 200': async () => {
      await served();
      return get('/api/schedules/slots?state=ran,late');
    },
    'GET /api/schedules/plan 200': async () => {
      await stored();
      return get('/api/schedules/plan?fires=2');
    },
    'GET /api/schedules/backfills 200': async () => {
      await backfill();
      return get('/api/schedules/backfills?limit=2');
    },
    'GET /api/schedules/backfills 404': () => get('/api/schedules/backfills?schedule=nothing-1'),
    'GET /api/schedules/backfills/{id} 200': async () => get(await backfill()),
    'GET /api/schedules/backfills/{id} 404': () => get('/api/schedules/backfills/backfill_none'),
    'POST /api/schedules/backfills/{id}/{command} 200': async () =>
      post(`${await backfill()}/cancel`, { runs: true }),
    'POST /api/schedules/backfills/{id}/{command} 409': async () => {
      const path = await backfill();
      await post(`${path}/cancel`);
      return post(`${path}/pause`);
    },
    'POST /api/schedules/{id}/backfill 200': async () =>
      post(`${await stored()}/backfill`, { ...range, dryRun: true }),
    'POST /api/schedules/{id}/backfill 202': async () => post(`${await stored()}/backfill`, range),
    'POST /api/schedules/{id}/backfill 400': async () =>
      post(`${await stored()}/backfill`, { from: range.to, to: range.from }),
    'POST /api/schedules/{id}/backfill 404': () => post('/api/schedules/nothing-1/backfill', range),
    'POST /api/schedules/{id}/backfill 409': async () => {
      const path = await stored();
      const made: string[] = [];
      for (;;) {
        const answer = await post(`${path}/backfill`, { ...range, only: 'all', ratePerSecond: 0.01 });
        if (answer.status === 409) {
          for (const id of made) await post(`/api/schedules/backfills/${id}/cancel`);
          return answer;
        }
        made.push((JSON.parse(answer.text) as { backfill: { id: string } }).backfill.id);
      }
    },
    'GET /api/schedules/{id}/slots/{at}/why 200': async () =>
      get(`${await stored()}/slots/2026-03-01T19:00:00Z/why`),
    'GET /api/schedules/{id} 200': () => get(ofFile),
    'PUT /api/schedules/{id} 200': async () =>
      call('PUT', await stored(), { flow: 'note', cron: '0 4 * * *' }),
    'PUT /api/schedules/{id} 404': () =>
      call('PUT', '/api/schedules/nothing-1', { flow: 'note', cron: '0 4 * * *' }),
    'PUT /api/schedules/{id} 409': () => call('PUT', ofFile, { flow: 'note', cron: '0 4 * * *' }),
    'PUT /api/schedules/{id} 422': async () =>
      call('PUT', await stored(), { flow: 'note', cron: '0 4 * * *', params: { n: 'one' } }),
    'DELETE /api/schedules/{id} 200': async () => call('DELETE', await stored()),
    'DELETE /api/schedules/{id} 409': () => call('DELETE', ofFile),
    'POST /api/schedules/{id}/pause 200': async () =>
      post(`${await stored()}/pause`, { note: 'stocktaking' }),
    'POST /api/schedules/{id}/resume 200': async () => {
      const path = await stored();
      await post(`${path}/pause`, {});
      return post(`${path}/resume`);
    },
    'POST /api/schedules/{id}/run 200': async () => post(`${await stored()}/run`, { params: { n: 3 } }),
    'POST /api/schedules/{id}/run 422': async () => post(`${await stored()}/run`, { params: { n: 'one' } }),
    'GET /api/schedules/{id}/slots 200': async () => get(`${(await served()).path}/slots`),
    'GET /api/schedules/{id}/slots/{at} 200': async () => {
      const { path, at } = await served();
      return get(`${path}/slots/${at}`);
    },
  };
}
