import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OnceKey, oncePageSchema, onceResponseSchema } from '../../src/contract/once.ts';
import { changeDataSchema } from '../../src/contract/stream-events.ts';
import { expectProblem } from '../support/expect-problem.ts';
import type { LinkNode } from '../support/link-node.ts';
import { openSse } from '../support/sse-reader.ts';
import { type Answer, startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

const patience = { timeout: 5000 };
let server: TestServer;
let node: LinkNode;
beforeEach(async () => {
  server = await startTestServer({ onDisk: true, flows: [testFlow('pay', { limits: [] })] });
  node = await server.node({ slots: 20 });
});
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

const page = async (query: string) =>
  oncePageSchema.parse((await server.call('GET', `/api/once?${query}`)).body);
const list = async (query = ''): Promise<OnceKey[]> => (await page(query)).items;
const keys = async (query: string): Promise<string[]> => (await list(query)).map(({ key }) => key);
const settle = (body: unknown, token?: string): Promise<Answer> =>
  server.call('POST', '/api/once/settle', body, token === undefined ? {} : { token });

/** A run that has begun the key and is at it. */
async function begun(key: string): Promise<string> {
  const { id } = (await server.call('POST', '/api/runs', { flow: 'pay' })).body.run;
  await node.starts(id);
  node.send({ t: 'once', run: id, attempt: 1, key, phase: 'begin', ttlSeconds: 3600 });
  await expect.poll(() => keys(`key=${encodeURIComponent(key)}`), patience).toEqual([key]);
  return id;
}
/** One that has failed at it without a word. */
async function unknown(key: string): Promise<string> {
  const id = await begun(key);
  await node.finish(id, { outcome: 'failed', code: 1, error: { type: 'EXIT', message: 'exit 1' } });
  return id;
}

describe('keys of ctx.once', () => {
  it('are listed, the last begun first, narrowed by state, key, run and time, and paged', async () => {
    const first = await unknown('发货 & 1?');
    const second = await begun('pay:2');
    await unknown('pay:3');
    expect(await list()).toMatchObject([
      { key: 'pay:3', state: 'unknown' },
      { key: 'pay:2', state: 'under_way', runId: second, attempt: 1, settled: null },
      { key: '发货 & 1?', state: 'unknown', runId: first },
    ]);
    const [newest] = await list('limit=1');
    expect(Date.parse(newest?.until ?? '') - Date.parse(newest?.since ?? '')).toBe(3_600_000);
    expect(await keys('state=unknown')).toEqual(['pay:3', '发货 & 1?']);
    expect(await keys('state=done,under_way')).toEqual(['pay:2']);
    expect(await keys(`run=${first}`)).toEqual(['发货 & 1?']);
    expect(await keys(`from=${newest?.since ?? ''}`)).toEqual(['pay:3']);
    expect(await keys('to=2020-01-01T00:00:00Z')).toEqual([]);
    const { nextCursor } = await page('limit=2');
    expect(await keys(`limit=2&cursor=${nextCursor ?? ''}`)).toEqual(['发货 & 1?']);
    expectProblem(await server.call('GET', '/api/once?cursor=x'), 400, 'bad_cursor');
    expectProblem(await server.call('GET', '/api/once?state=lost'), 400, 'bad_request');
  });

  it('are settled by an operator; who said it is kept, and whoever watches is told', async () => {
    const feed = await openSse(server, '/api/events');
    await unknown('pay:1');
    const { secret } = (await server.call('POST', '/api/tokens', { name: '小李', role: 'operator' })).body;
    const viewer = (await server.call('POST', '/api/tokens', { name: 'v', role: 'viewer' })).body.secret;
    expectProblem(await settle({ key: 'pay:1', happened: true }, viewer), 403, 'forbidden');
    const answer = await settle({ key: 'pay:1', happened: true, value: [1, null], note: '已付款' }, secret);
    expect(answer.status).toBe(200);
    const { once } = onceResponseSchema.parse(answer.body);
    expect(once).toMatchObject({ state: 'done', settled: { happened: true, by: '小李', note: '已付款' } });
    expect(await list('state=done')).toEqual([once]);
    for await (const { event, data } of feed.messages) {
      if (event !== 'change') continue;
      expect(changeDataSchema.parse(JSON.parse(data)).area).toBe('once');
      break;
    }
  });

  it('are refused in words while an attempt is at it, when it is done, and when there is none', async () => {
    const run = await begun('pay:1');
    const refused = await settle({ key: 'pay:1', happened: true });
    expectProblem(refused, 409, 'once_under_way');
    expect(refused.body).toMatchObject({ holder: run, attempt: 1, since: (await list())[0]?.since });
    await node.finish(run, { outcome: 'failed', code: 1, error: { type: 'EXIT', message: 'exit 1' } });
    expect((await settle({ key: 'pay:1', happened: true })).status).toBe(200);
    expect((await settle({ key: 'pay:1', happened: true, value: null })).status).toBe(200);
    expectProblem(await settle({ key: 'pay:1', happened: false }), 409, 'once_done');
    expectProblem(await settle({ key: 'pay:2', happened: false }), 404, 'unknown_once');
  });

  it('take what is said in one form only, with a value as large as a flow may give', async () => {
    await unknown('pay:1');
    const bad: [object, string][] = [
      [{ happened: true }, '/key'],
      [{ key: 'pay:1' }, '/happened'],
      [{ key: 'pay:1', happened: 'yes' }, '/happened'],
      [{ key: 'pay:1', happened: false, value: 1 }, '/value'],
      [{ key: 'pay:1', happened: true, note: '' }, '/note'],
      [{ key: 'pay:1', happened: true, value: 'x'.repeat(256 * 1024) }, '/value'],
    ];
    for (const [body, path] of bad) {
      const answer = await settle(body);
      expectProblem(answer, 400, 'bad_request');
      expect(answer.body.faults.map((fault) => fault.path)).toEqual([path]);
    }
    expect(await keys('state=unknown')).toEqual(['pay:1']);
  });
});
