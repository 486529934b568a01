/**
 * The API held against its own description: every status that /openapi.json names for a route is provoked, and every
 * answer has the form that is described for it. What is described and not provoked, or provoked and not described, fails.
 */
import { fastify } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock-system/system-clock.ts';
import { randomIds } from '../../src/adapters/ids-random/random-ids.ts';
import { addRoutes } from '../../src/http/routes.ts';
import { type DescribedRoute, describedRoutes } from '../support/api-description.ts';
import { testSchedule } from '../support/test-schedule.ts';
import { type Answer, startTestServer, type TestServer, testFlow } from '../support/test-server.ts';
import { apiRequests } from './api-requests.ts';
import { apiWorld } from './api-world.ts';

let server: TestServer;
let routes: DescribedRoute[];
let requests: ReturnType<typeof apiRequests>;
let nodeToken: string;

beforeAll(async () => {
  const params = {
    type: 'object',
    properties: { n: { type: 'integer' } },
    additionalProperties: false,
  } as const;
  server = await startTestServer({
    flows: [testFlow('note', { params })],
    schedules: [testSchedule('of the file', 'note', { cron: '0 0 1 1 *' })],
    engine: testFlow('engine', { kind: 'engine', pool: 'engine', timeoutSeconds: 1 }),
  });
  const node = await server.node({ slots: 50 });
  routes = describedRoutes(JSON.parse((await server.call('GET', '/openapi.json')).text));
  const secretOf = async (role: string): Promise<string> =>
    (await server.call('POST', '/api/tokens', { name: role, role })).body.secret;
  nodeToken = await secretOf('node');
  requests = apiRequests(server, await secretOf('viewer'), apiWorld(server, node, nodeToken));
});
afterAll(async () => {
  await server.close();
});

/** What is described and not provoked here, and why. */
const notProvoked: Readonly<Record<string, string>> = {
  'GET /readyz 503': 'needs a store that fails: http-server.test.ts',
  'POST /api/dead-letters/{id}/retry 409': 'needs a retry that history no longer holds',
};

/** Ids that nothing has. */
const nothing: Readonly<Record<string, string>> = {
  id: 'nothing-1',
  name: 'nothing',
  platform: 'pdd',
  command: 'cancel',
  at: '2026-01-01T00:00:00Z',
};
/** Longest that provoking one answer may take. */
const answerMs = 10_000;
function tooLate(ms: number): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  AbortSignal.timeout(ms).addEventListener('abort', () => reject(new Error(`no answer within ${ms} ms`)));
  return promise;
}
const tooLarge = JSON.stringify({ large: 'x'.repeat(4 * 1024 * 1024) });

/** Statuses that every route of a kind has, provoked in one way for all. */
function generalRequest(route: DescribedRoute, status: number): (() => Promise<Answer>) | null {
  const { method } = route;
  const path = route.path.replace(/\{(\w+)\}/g, (_whole, name: string) => nothing[name] ?? 'nothing');
  const takesFile = route.bodyType === 'text/csv';
  const body = method === 'GET' ? undefined : takesFile ? 'a' : {};
  const type: Record<string, string> = takesFile ? { 'content-type': 'text/csv' } : {};
  switch (status) {
    case 400:
      if (route.takesQuery || method === 'GET')
        return () => server.call(method, `${path}?nonsense=1`, body, { headers: type });
      return () => server.call(method, path, '{"a":');
    case 401:
      return () => server.call(method, path, body, { token: null, headers: type });
    case 403:
      return () => server.call(method, path, body, { token: nodeToken, headers: type });
    case 404:
      return () => server.call(method, path, body, { headers: type });
    case 413:
      return () => server.call(method, path, tooLarge, { headers: type });
    case 415:
      return () => server.call(method, path, 'text', { headers: { 'content-type': 'text/plain' } });
    default:
      return null;
  }
}

describe('the API is as /openapi.json says', () => {
  it('every status of every route is provoked, and answered in the form that is described', async () => {
    const faults: string[] = [];
    const provoke = async (route: DescribedRoute, status: number, key: string): Promise<void> => {
      const request = requests[key] ?? generalRequest(route, status);
      if (request === null) {
        if (notProvoked[key] === undefined) faults.push(`${key}: described, and never provoked`);
        return;
      }
      if (notProvoked[key] !== undefined) faults.push(`${key}: provoked, though said not to be`);
      let answer: Answer;
      try {
        answer = await Promise.race([request(), tooLate(answerMs)]);
      } catch (error) {
        faults.push(`${key}: ${String(error)}`);
        return;
      }
      if (answer.status !== status) faults.push(`${key}: was ${answer.status} ${answer.text.slice(0, 300)}`);
      else {
        const fault = route.fault(answer);
        if (fault !== null) faults.push(fault);
      }
    };
    const byKey = new Map<string, { route: DescribedRoute; status: number }>(
      routes.flatMap((route) =>
        route.statuses.map((status) => [`${route.name} ${status}`, { route, status }] as const),
      ),
    );
    const special = Object.keys(requests);
    faults.push(...special.filter((key) => !byKey.has(key)).map((key) => `${key}: not described`));
    faults.push(
      ...Object.keys(notProvoked)
        .filter((key) => !byKey.has(key))
        .map((key) => `${key}: not described`),
    );
    for (const key of [...byKey.keys()].filter((one) => !special.includes(one)).concat(special)) {
      const found = byKey.get(key);
      if (found !== undefined) await provoke(found.route, found.status, key);
    }
    expect(faults).toEqual([]);
    expect(server.errors).toEqual([]);
  }, 120_000);

  it('every route of the server is described', async () => {
    const added: string[] = [];
    const app = fastify({ exposeHeadRoutes: false }).withTypeProvider<ZodTypeProvider>();
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(() => JSON.stringify);
    app.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) added.push(`${one} ${url.replace(/:(\w+)/g, '{$1}')}`);
    });
    void app.register(async (scope: typeof app) =>
      addRoutes(scope, {
        services: server.services,
        clock: systemClock,
        ids: randomIds,
        logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
        version: '0',
        publicUrl: null,
        console: { page: async () => null, file: async () => null },
        linkUpgrade: () => undefined,
        closing: new AbortController().signal,
      }),
    );
    await app.ready();
    await app.close();
    expect([...new Set(added)].sort()).toEqual(routes.map((route) => route.name).sort());
  });
});
