/** The client has a call for every route that /openapi.json describes, and none for anything else. */
import { expect, it } from 'vitest';
import { type Client, createClient } from '../../src/client/client.ts';
import { describedRoutes } from '../support/api-description.ts';
import { startTestServer } from '../support/test-server.ts';

/** One call of every member of the client; what a member of the type has no call here does not compile. */
const calls: { readonly [Name in keyof Client]: (client: Client) => unknown } = {
  health: (client) => client.health(),
  readiness: (client) => client.readiness(),
  openapi: (client) => client.openapi(),
  submit: (client) => client.submit({ flow: 'f' }),
  submitBatch: (client) => client.submitBatch({ runs: [] }),
  runs: (client) => client.runs(),
  run: (client) => client.run('{id}'),
  attempts: (client) => client.attempts('{id}'),
  why: (client) => client.why('{id}'),
  cancel: (client) => client.cancel('{id}'),
  retry: (client) => client.retry('{id}'),
  logs: (client) => client.logs('{id}').next(),
  runEvents: (client) => client.runEvents('{id}').next(),
  feed: (client) => client.feed().next(),
  artifacts: (client) => client.artifacts('{id}'),
  artifact: (client) => client.artifact('{id}', '{name}'),
  flows: (client) => client.flows(),
  flow: (client) => client.flow('{name}'),
  shops: (client) => client.shops(),
  shop: (client) => client.shop('{platform}', '{id}'),
  putShop: (client) => client.putShop('{platform}', '{id}', {}),
  pauseShop: (client) => client.pauseShop('{platform}', '{id}'),
  resumeShop: (client) => client.resumeShop('{platform}', '{id}'),
  importShops: (client) => client.importShops(''),
  exportShops: (client) => client.exportShops(),
  nodes: (client) => client.nodes(),
  drainNode: (client) => client.drainNode('{id}'),
  resumeNode: (client) => client.resumeNode('{id}'),
  deadLetters: (client) => client.deadLetters(),
  deadLetterGroups: (client) => client.deadLetterGroups(),
  deadLetter: (client) => client.deadLetter('{id}'),
  retryDeadLetter: (client) => client.retryDeadLetter('{id}'),
  ignoreDeadLetter: (client) => client.ignoreDeadLetter('{id}'),
  archiveDeadLetter: (client) => client.archiveDeadLetter('{id}'),
  startBulkJob: (client) => client.startBulkJob({ action: 'ignore', ids: ['x'] }),
  bulkJobs: (client) => client.bulkJobs(),
  bulkJob: (client) => client.bulkJob('{id}'),
  commandBulkJob: (client) => client.commandBulkJob('{id}', '{command}' as 'pause'),
  batches: (client) => client.batches(),
  batch: (client) => client.batch('{id}'),
  cancelBatch: (client) => client.cancelBatch('{id}'),
  retryBatch: (client) => client.retryBatch('{id}'),
  system: (client) => client.system(),
  setMaintenance: (client) => client.setMaintenance(true),
  askStopAll: (client) => client.askStopAll(),
  stopAll: (client) => client.stopAll('x'),
  queues: (client) => client.queues(),
  broker: (client) => client.broker(),
  config: (client) => client.config(),
  session: (client) => client.session(),
  signIn: (client) => client.signIn({ link: 'x' }),
  signOut: (client) => client.signOut(),
  makeSignInLink: (client) => client.makeSignInLink(),
  exec: (client) => client.exec({ project_id: 'p' }, 'token'),
  execPing: (client) => client.execPing(),
  createExecution: (client) => client.createExecution({ project_id: 'f' }),
  execution: (client) => client.execution('{id}'),
  tokens: (client) => client.tokens(),
  createToken: (client) => client.createToken({ name: 'n', role: 'viewer' }),
  revokeToken: (client) => client.revokeToken('{id}'),
};

it('every route has a call', async () => {
  const server = await startTestServer();
  const document: unknown = JSON.parse((await server.call('GET', '/openapi.json')).text);
  await server.close();
  const called = new Set<string>();
  const client = createClient({
    url: 'http://host',
    token: null,
    fetch: async (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      called.add(`${init?.method ?? 'GET'} ${decodeURIComponent(pathname)}`);
      // Refused, so that streams don't connect again.
      return Response.json({ code: 'forbidden', title: 'no' }, { status: 403 });
    },
  });
  for (const call of Object.values(calls)) await Promise.resolve(call(client)).catch(() => undefined);
  const described = describedRoutes(document)
    .map((route) => route.name)
    // A WebSocket of nodes.
    .filter((name) => name !== 'GET /api/link');
  expect([...called].sort()).toEqual(described.sort());
});
