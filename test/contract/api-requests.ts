import { expect } from 'vitest';
import { expectProblem } from '../support/expect-problem.ts';
import type { Answer, TestServer } from '../support/test-server.ts';
import type { ApiWorld } from './api-world.ts';
import { scheduleRequests } from './schedule-requests.ts';

/** How each described status that depends on the route is provoked; the general ones follow below. */
export function apiRequests(
  server: TestServer,
  viewer: string,
  world: ApiWorld,
): Readonly<Record<string, () => Promise<Answer>>> {
  const {
    call,
    get,
    post,
    unique,
    waitingRun,
    runningRun,
    endedRun,
    failedRun,
    runWithFile,
    onceUnderWay,
    unknownOnce,
    shop,
    bulkJob,
    letter,
    settled,
    retried,
    whileFull,
    beginning,
    upgraded,
    refusedUpgrade,
    csv,
  } = world;
  const putPiece = (id: string, content: string, query = ''): Promise<Answer> =>
    call('PUT', `/api/uploads/${id}/content${query}`, content, {
      headers: { 'content-type': 'application/octet-stream' },
    });
  /** An upload of 3 bytes, of which these have come. */
  const uploaded = async (content: string): Promise<string> => {
    const made = await post('/api/uploads', { name: 'a.txt', size: 3 });
    const { id } = (JSON.parse(made.text) as { upload: { id: string } }).upload;
    if (content !== '') await putPiece(id, content);
    return id;
  };
  const execAs = (headers: Readonly<Record<string, string>>): Promise<Answer> =>
    call('POST', '/rpa/v1/exec', { project_id: 'p', sid: unique() }, { token: null, headers });
  return {
    'POST /api/runs 201': () =>
      post('/api/runs', { flow: 'note', shopId: '1', platform: 'pdd', params: { n: 1 } }),
    'POST /api/runs 200': async () => {
      const body = { flow: 'note', delaySeconds: 60, dedupeKey: unique() };
      await post('/api/runs', body);
      return post('/api/runs', body);
    },
    'POST /api/runs 404': () => post('/api/runs', { flow: 'nope' }),
    'POST /api/runs 409': async () => {
      const body = { flow: 'note', delaySeconds: 60, dedupeKey: unique(), onDuplicate: 'reject' };
      await post('/api/runs', body);
      return post('/api/runs', body);
    },
    'POST /api/runs 422': () => post('/api/runs', { flow: 'note', params: { n: 'one' } }),
    'GET /api/runs 200': async () => {
      await failedRun();
      return get('/api/runs?limit=200');
    },
    'POST /api/runs/batch 200': () =>
      post('/api/runs/batch', { runs: [{ flow: 'note', params: { n: 2 } }, { flow: 'nope' }] }),
    'GET /api/runs/{id} 200': async () => get(`/api/runs/${await endedRun()}`),
    'GET /api/runs/{id}/attempts 200': async () => get(`/api/runs/${(await failedRun()).id}/attempts`),
    'GET /api/runs/{id}/logs 200': async () => get(`/api/runs/${await endedRun()}/logs`),
    'GET /api/runs/{id}/logs 206': async () =>
      get(`/api/runs/${await endedRun()}/logs`, { range: 'bytes=0-3' }),
    'GET /api/runs/{id}/logs 416': async () =>
      get(`/api/runs/${await endedRun()}/logs`, { range: 'bytes=900000-900001' }),
    'GET /api/runs/{id}/logs/lines 200': async () => get(`/api/runs/${await endedRun()}/logs/lines`),
    'GET /api/runs/{id}/logs/search 200': async () =>
      get(`/api/runs/${await endedRun()}/logs/search?text=line`),
    'GET /api/runs/{id}/logs/search 404': () => get('/api/runs/run_nope/logs/search?text=line'),
    'GET /api/runs/{id}/logs/search 400': async () => get(`/api/runs/${await endedRun()}/logs/search`),
    'GET /api/runs/{id}/events 200': async () => get(`/api/runs/${await endedRun()}/events`),
    'GET /api/runs/{id}/events 204': async () => {
      const path = `/api/runs/${await endedRun()}/events`;
      const ids = [...(await get(path)).text.matchAll(/^id: (.+)$/gm)].map((match) => match[1] ?? '');
      return get(path, { 'last-event-id': ids.at(-1) ?? '' });
    },
    'GET /api/runs/{id}/events 400': async () => get(`/api/runs/${await endedRun()}/events?after=x`),
    'GET /api/runs/{id}/artifacts 200': async () => get(`/api/runs/${await runWithFile()}/artifacts`),
    'GET /api/runs/{id}/artifacts/{name} 200': async () =>
      get(`/api/runs/${await runWithFile()}/artifacts/a.txt`),
    'GET /api/runs/{id}/artifacts/{name} 206': async () =>
      get(`/api/runs/${await runWithFile()}/artifacts/a.txt`, { range: 'bytes=1-2' }),
    'GET /api/runs/{id}/artifacts/{name} 416': async () =>
      get(`/api/runs/${await runWithFile()}/artifacts/a.txt`, { range: 'bytes=90-91' }),
    'GET /api/runs/{id}/why 200': async () => get(`/api/runs/${await waitingRun()}/why`),
    'POST /api/runs/{id}/cancel 200': async () => post(`/api/runs/${await waitingRun()}/cancel`),
    'POST /api/runs/{id}/cancel 202': async () => post(`/api/runs/${await runningRun()}/cancel`),
    'POST /api/runs/{id}/cancel 409': async () => post(`/api/runs/${await endedRun()}/cancel`),
    'POST /api/runs/{id}/retry 201': async () => post(`/api/runs/${(await failedRun()).id}/retry`),
    'POST /api/runs/{id}/retry 200': async () => {
      const { id } = await failedRun();
      await post(`/api/runs/${id}/retry`);
      return post(`/api/runs/${id}/retry`);
    },
    'POST /api/runs/{id}/retry 409': async () => post(`/api/runs/${await runningRun()}/retry`),
    'POST /api/runs/{id}/retry 422': async () =>
      post(`/api/runs/${(await failedRun()).id}/retry`, { params: { n: 'one' } }),
    'GET /api/events 200': () => beginning('/api/events'),
    'POST /rpa/v1/exec 200': () => execAs({ authorization: 'Bearer of-the-engine' }),
    'POST /rpa/v1/exec 204': async () => {
      const progress = (lastId?: string): Promise<Answer> =>
        call(
          'POST',
          '/rpa/v1/exec?progress=1',
          { project_id: 'p', sid: 'watched' },
          {
            token: 'of-the-engine',
            headers: lastId === undefined ? {} : { 'last-event-id': lastId },
          },
        );
      const id = /^id: (.*:end)\r$/m.exec((await progress()).text)?.[1];
      return progress(id);
    },
    'POST /rpa/v1/exec 400': () =>
      call('POST', '/rpa/v1/exec', Buffer.from([0x22, 0xff, 0x22]), { token: 'of-the-engine' }),
    'POST /rpa/v1/exec 401': () => execAs({ 'x-forwarded-for': '127.0.0.1' }),
    'POST /rpa/v1/exec 403': () => execAs({ 'x-forwarded-for': '127.0.0.1', 'x-drover-token': viewer }),
    'POST /rpa/v1/exec 422': () => post('/rpa/v1/exec', { version: 1.5, params: [] }),
    'GET /rpa/v1/ping 200': () => get('/rpa/v1/ping'),
    'POST /api/rpa-openapi/workflows/execute-async 202': () =>
      post('/api/rpa-openapi/workflows/execute-async', { project_id: 'note', params: { n: 1 } }),
    'GET /api/rpa-openapi/executions/{id} 200': async () =>
      get(`/api/rpa-openapi/executions/${await endedRun()}`),
    'GET /api/flows 200': () => get('/api/flows'),
    'GET /api/flows/{name} 200': () => get('/api/flows/note'),
    'GET /api/shops 200': async () => {
      await shop();
      return get('/api/shops');
    },
    'GET /api/shops/{platform}/{id} 200': async () => get(await shop()),
    'PUT /api/shops/{platform}/{id} 200': async () => call('PUT', await shop(), { tags: ['vip'] }),
    'PUT /api/shops/{platform}/{id} 201': () => call('PUT', `/api/shops/pdd/${unique()}`, {}),
    'POST /api/shops/{platform}/{id}/pause 200': async () =>
      post(`${await shop()}/pause`, { reason: 'stocktaking' }),
    'POST /api/shops/{platform}/{id}/resume 200': async () => post(`${await shop()}/resume`),
    'GET /api/shops/export 200': () => get('/api/shops/export'),
    'POST /api/shops/import 200': () => csv('platform,id,name\npdd,77,Seven\n,,\n'),
    'POST /api/shops/import 422': () => csv('no,such,columns\n1,2,3\n'),
    'GET /api/nodes 200': () => get('/api/nodes'),
    'POST /api/nodes/{id}/drain 200': async () => {
      await server.node({ id: 'drained' });
      return post('/api/nodes/drained/drain');
    },
    'POST /api/nodes/{id}/resume 200': async () => {
      await server.node({ id: 'resumed' });
      return post('/api/nodes/resumed/resume');
    },
    'GET /api/dead-letters 200': async () => {
      await settled();
      await failedRun();
      return get('/api/dead-letters');
    },
    'GET /api/dead-letters/groups 200': async () => {
      await failedRun();
      return get('/api/dead-letters/groups');
    },
    'GET /api/dead-letters/{id} 200': async () => get(await letter()),
    'POST /api/dead-letters/{id}/retry 201': async () => post(`${await letter()}/retry`, { note: 'again' }),
    'POST /api/dead-letters/{id}/retry 200': async () => {
      const path = await letter();
      await post(`${path}/retry`);
      return post(`${path}/retry`);
    },
    'POST /api/dead-letters/{id}/retry 422': async () =>
      post(`${await letter()}/retry`, { params: { n: 'one' } }),
    'POST /api/dead-letters/{id}/ignore 200': async () => post(`${await letter()}/ignore`),
    'POST /api/dead-letters/{id}/ignore 409': async () => post(`${await retried()}/ignore`),
    'POST /api/dead-letters/{id}/archive 200': async () =>
      post(`${await letter()}/archive`, { note: 'seen' }),
    'POST /api/dead-letters/{id}/archive 409': async () => post(`${await retried()}/archive`),
    'POST /api/dead-letters/bulk 202': async () =>
      post('/api/dead-letters/bulk', { action: 'ignore', ids: [(await failedRun()).id] }),
    'POST /api/dead-letters/bulk 409': () =>
      whileFull(async () =>
        post('/api/dead-letters/bulk', { action: 'ignore', ids: [(await failedRun()).id] }),
      ),
    'GET /api/dead-letters/bulk 200': async () => {
      await bulkJob(1000);
      return get('/api/dead-letters/bulk');
    },
    'GET /api/dead-letters/bulk/{id} 200': async () => get(`/api/dead-letters/bulk/${await bulkJob(1000)}`),
    'POST /api/dead-letters/bulk/{id}/{command} 200': async () => {
      const id = await bulkJob();
      return post(`/api/dead-letters/bulk/${id}/cancel`);
    },
    'POST /api/dead-letters/bulk/{id}/{command} 409': async () => {
      const id = await bulkJob(1000);
      await expect
        .poll(async () => (await get(`/api/dead-letters/bulk/${id}`)).text, { timeout: 5000 })
        .toContain('"state":"done"');
      return post(`/api/dead-letters/bulk/${id}/cancel`);
    },
    'GET /api/once 200': async () => {
      await onceUnderWay();
      await post('/api/once/settle', { key: await unknownOnce(), happened: false, note: 'seen' });
      return get('/api/once');
    },
    'POST /api/once/settle 200': async () =>
      post('/api/once/settle', { key: await unknownOnce(), happened: true, value: { id: 7 } }),
    'POST /api/once/settle 404': () => post('/api/once/settle', { key: 'nothing', happened: true }),
    'POST /api/once/settle 409': async () =>
      post('/api/once/settle', { key: (await onceUnderWay()).key, happened: true }),
    'GET /api/batches 200': async () => {
      await failedRun(true);
      return get('/api/batches');
    },
    'GET /api/batches/{id} 200': async () => get(`/api/batches/${(await failedRun(true)).batch}`),
    'POST /api/batches/{id}/cancel 200': async () =>
      post(`/api/batches/${(await failedRun(true)).batch}/cancel`),
    'POST /api/batches/{id}/retry 202': async () =>
      post(`/api/batches/${(await failedRun(true)).batch}/retry`),
    'POST /api/batches/{id}/retry 409': async () => {
      const { id, batch } = await failedRun(true);
      await post(`/api/dead-letters/${id}/archive`);
      const answer = await post(`/api/batches/${batch}/retry`);
      expectProblem(answer, 409, 'nothing_to_retry');
      return answer;
    },
    'GET /api/system 200': () => get('/api/system'),
    'GET /api/config 200': () => get('/api/config'),
    'POST /api/system/maintenance 200': async () => {
      const answer = await post('/api/system/maintenance', { on: true, note: 'moving' });
      await post('/api/system/maintenance', { on: false });
      return answer;
    },
    'POST /api/system/stop-all 202': () => post('/api/system/stop-all'),
    'POST /api/system/stop-all 409': () => post('/api/system/stop-all', { confirm: 'nothing like it' }),
    'GET /api/queues 200': async () => {
      await waitingRun();
      return get('/api/queues');
    },
    'GET /api/tokens 200': () => get('/api/tokens'),
    'POST /api/tokens 201': () => post('/api/tokens', { name: unique(), role: 'viewer' }),
    'DELETE /api/tokens/{id} 200': async () => {
      const { id } = (await post('/api/tokens', { name: unique(), role: 'viewer' })).body.token;
      return call('DELETE', `/api/tokens/${id}`);
    },
    'GET /api/overview 200': async () => {
      await waitingRun();
      await failedRun();
      return get('/api/overview');
    },
    'GET /api/search 200': () => get('/api/search?q=note'),
    'GET /api/runs/stats 200': async () => {
      await failedRun();
      return get('/api/runs/stats');
    },
    'GET /api/runs/export 200': async () => {
      await failedRun();
      return get('/api/runs/export');
    },
    'POST /api/runs/bulk 202': async () =>
      post('/api/runs/bulk', { action: 'cancel', ids: [await waitingRun()] }),
    'POST /api/runs/bulk 409': () =>
      whileFull(async () => post('/api/runs/bulk', { action: 'retry', ids: [(await failedRun()).id] })),
    'POST /api/uploads 201': () => post('/api/uploads', { name: 'orders.csv', size: 3 }),
    'GET /api/uploads/{id} 200': async () => get(`/api/uploads/${await uploaded('')}`),
    'PUT /api/uploads/{id}/content 200': async () => putPiece(await uploaded(''), 'ab'),
    'PUT /api/uploads/{id}/content 400': () => putPiece('upl_1', 'a', '?from=x'),
    'PUT /api/uploads/{id}/content 404': () => putPiece('upl_1', 'a'),
    'PUT /api/uploads/{id}/content 409': async () => putPiece(await uploaded('ab'), 'c'),
    'GET /api/uploads/{id}/content 200': async () => get(`/api/uploads/${await uploaded('abc')}/content`),
    'GET /api/runs/{id}/diagnosis 200': async () => get(`/api/runs/${(await failedRun()).id}/diagnosis`),
    'GET /api/system/health 200': () => get('/api/system/health'),
    'GET /api/runs/{id}/timeline 200': async () => get(`/api/runs/${await endedRun()}/timeline`),
    'POST /api/flows/{name}/run 201': () =>
      post('/api/flows/note/run', { dedupeKey: unique(), delaySeconds: 60 }),
    'POST /api/flows/{name}/run 200': async () => {
      const body = { delaySeconds: 60, dedupeKey: unique() };
      await post('/api/flows/note/run', body);
      return post('/api/flows/note/run', body);
    },
    'POST /api/flows/{name}/run 409': async () => {
      const body = { delaySeconds: 60, dedupeKey: unique(), onDuplicate: 'reject' };
      await post('/api/flows/note/run', body);
      return post('/api/flows/note/run', body);
    },
    'POST /api/flows/{name}/run 422': () => post('/api/flows/note/run', { params: { n: 'one' } }),
    'POST /api/session 201': () => post('/api/session', { token: viewer }),
    'POST /api/session 401': () => post('/api/session', { token: 'nobody' }),
    'POST /api/session 403': () =>
      call('POST', '/api/session', { token: viewer }, { headers: { 'sec-fetch-site': 'cross-site' } }),
    'POST /api/session 429': async () => {
      for (let i = 0; i < 10; i++) await post('/api/session', { link: 'guessed' });
      return post('/api/session', { link: 'guessed' });
    },
    'GET /api/session 200': () => get('/api/session'),
    'DELETE /api/session 204': () => call('DELETE', '/api/session'),
    'POST /api/session/links 201': () => post('/api/session/links'),
    'GET /healthz 200': () => get('/healthz'),
    'GET /readyz 200': () => get('/readyz'),
    'GET /openapi.json 200': () => get('/openapi.json'),
    'GET /api/link 101': upgraded,
    'GET /api/link 401': () => refusedUpgrade(null),
    'GET /api/link 403': () => refusedUpgrade(viewer),
    'GET /api/link 426': () => get('/api/link'),
    // It stops what the others use: last.
    'POST /api/system/stop-all 200': async () => {
      const asked: unknown = JSON.parse((await post('/api/system/stop-all')).text);
      return post('/api/system/stop-all', { confirm: (asked as { confirm: string }).confirm });
    },
    // Last: what waits for a second must not outlast the lease of the node.
    ...scheduleRequests(server, world),
  };
}
