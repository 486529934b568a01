/** What is said of a run that went wrong, and of the installation. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/contract/diagnosis.ts';
import type { SystemHealth } from '../../src/contract/system-health.ts';
import type { Timeline } from '../../src/contract/timeline.ts';
import { expectProblem } from '../support/expect-problem.ts';
import type { LinkNode } from '../support/link-node.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

let server: TestServer;
let node: LinkNode;

beforeAll(async () => {
  server = await startTestServer({ flows: [testFlow('sync'), testFlow('reply', { retry: { max: 1 } })] });
  node = await server.node({ slots: 20 });
});
afterAll(async () => {
  await server.close();
});

const read = async <T>(path: string): Promise<T> => JSON.parse((await server.call('GET', path)).text) as T;
const diagnosisOf = (id: string): Promise<Diagnosis> => read(`/api/runs/${id}/diagnosis`);
const submit = async (body: object): Promise<string> =>
  (await server.call('POST', '/api/runs', { platform: 'pdd', ...body })).body.run.id;
const changed = { type: 'PAGE_CHANGED', message: 'no button "Ship" on page 3' } as const;

it('says how far a cause reaches, and what helps', async () => {
  const first = await submit({ flow: 'sync', shopId: '1', maxRetries: 0 });
  await node.finish(first, { outcome: 'failed', code: 1, error: changed });
  expect(await diagnosisOf(first)).toMatchObject({
    state: 'failed',
    error: changed,
    cause: 'PAGE_CHANGED: no button <value> on page <n>',
    scope: 'run',
    same: { count: 1, shops: 1, flows: 1 },
    flow: { succeeded: 0, failed: 1 },
    shop: { succeeded: 0, failed: 1 },
    remedies: ['report_flow', 'retry'],
    nextAttemptAt: null,
  });
  const second = await submit({ flow: 'sync', shopId: '2', maxRetries: 0 });
  await node.finish(second, {
    outcome: 'failed',
    code: 1,
    error: { ...changed, message: 'no button "Go" on page 9' },
  });
  const well = await submit({ flow: 'sync', shopId: '1', params: { n: 1 } });
  await node.finish(well);
  expect(await diagnosisOf(first)).toMatchObject({
    scope: 'flow',
    same: { count: 2, shops: 2 },
    flow: { succeeded: 1, failed: 2 },
    shop: { succeeded: 1, failed: 1 },
  });
  expect(await diagnosisOf(well)).toMatchObject({ error: null, cause: null, scope: null, remedies: [] });
});

it('of one that is tried again it says when', async () => {
  const id = await submit({ flow: 'reply', shopId: '3' });
  await node.finish(id, { outcome: 'failed', code: 1, error: { type: 'TRANSIENT', message: 'no network' } });
  const { state, remedies, nextAttemptAt } = await diagnosisOf(id);
  expect([state, remedies]).toEqual(['retrying', ['retry']]);
  expect(Date.parse(nextAttemptAt ?? '')).toBeGreaterThan(Date.now());
  const { segments } = await read<Timeline>(`/api/runs/${id}/timeline`);
  expect(segments.at(-1)).toMatchObject({ state: 'retrying', to: null, error: { type: 'TRANSIENT' } });
  expect(segments.map(({ state: one }) => one)).toContain('running');
  expectProblem(await server.call('GET', '/api/runs/none/diagnosis'), 404, 'unknown_run');
});

it('checks the installation, each check with what to do', async () => {
  const sound = await read<SystemHealth>('/api/system/health');
  const named = (name: string, { checks }: SystemHealth) => checks.find((check) => check.name === name);
  expect(named('store', sound)).toMatchObject({ state: 'ok', remedy: null });
  expect(named('disk', sound)?.facts['totalMib']).toBeGreaterThan(0);
  expect(named('data_folder', sound)).toMatchObject({ state: 'ok' });
  server.services.configuration.reject([{ place: 'flows[0]', code: 'x', message: 'is wrong' }]);
  const faulty = await read<SystemHealth>('/api/system/health');
  expect(named('config', faulty)).toMatchObject({ state: 'warning' });
  expect(named('config', faulty)?.remedy).not.toBeNull();
  expect(faulty.state).not.toBe('ok');
});
