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
  logLines: (client) => client.logLines('{id}'),
  logSearch: (client) => client.logSearch('{id}', { errors: true }),
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
  onceKeys: (client) => client.onceKeys(),
  settleOnce: (client) => client.settleOnce({ key: 'k', happened: true }),
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
  schedules: (client) => client.schedules(),
  schedule: (client) => client.schedule('{id}'),
  createSchedule: (client) => client.createSchedule({ name: 'n', flow: 'f' }),
  putSchedule: (client) => client.putSchedule('{id}', { flow: 'f' }),
  deleteSchedule: (client) => client.deleteSchedule('{id}'),
  pauseSchedule: (client) => client.pauseSchedule('{id}'),
  resumeSchedule: (client) => client.resumeSchedule('{id}'),
  runSchedule: (client) => client.runSchedule('{id}'),
  scheduleSlots: (client) => client.scheduleSlots('{id}'),
  scheduleSlot: (client) => client.scheduleSlot('{id}', '{at}'),
  slots: (client) => client.slots(),
  previewSchedule: (client) => client.previewSchedule({ cron: '* * * * *' }),
  whySlot: (client) => client.whySlot('{id}', '{at}'),
  planSchedules: (client) => client.planSchedules(),
  previewBackfill: (client) => client.previewBackfill('{id}', { from: '', to: '' }),
  createBackfill: (client) => client.createBackfill('{id}', { from: '', to: '' }),
  backfills: (client) => client.backfills(),
  backfill: (client) => client.backfill('{id}'),
  commandBackfill: (client) => client.commandBackfill('{id}', '{command}' as 'pause'),
  config: (client) => client.config(),
  overview: (client) => client.overview(),
  runStats: (client) => client.runStats(),
  exportRuns: (client) => client.exportRuns(),
  startRunsJob: (client) => client.startRunsJob({ action: 'cancel', ids: ['x'] }),
  createUpload: (client) => client.createUpload({ name: 'a.csv', size: 1 }),
  upload: (client) => client.upload('{id}'),
  sendUploadPiece: (client) => client.sendUploadPiece('{id}', 0, new Uint8Array()),
  uploadContent: (client) => client.uploadContent('{id}'),
  uploadFile: (client) => client.uploadFile(new Blob(['x']), 'a.csv'),
  diagnosis: (client) => client.diagnosis('{id}'),
  systemHealth: (client) => client.systemHealth(),
  timeline: (client) => client.timeline('{id}'),
  search: (client) => client.search('x'),
  runFlow: (client) => client.runFlow('{name}'),
  session: (client) => client.session(),
  signIn: (client) => client.signIn({ link: 'x' }),
  signOut: (client) => client.signOut(),
  makeSignInLink: (client) => client.makeSignInLink(),
  exec: (client) => client.exec({ project_id: 'p' }, 'token'),
  execEvents: (client) => client.execEvents({ project_id: 'p' }, 'token').next(),
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
