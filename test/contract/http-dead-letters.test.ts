import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  bulkJobPageSchema,
  bulkJobResponseSchema,
  type DeadLetter,
  deadLetterDetailSchema,
  deadLetterGroupPageSchema,
  deadLetterPageSchema,
  deadLetterResponseSchema,
} from '../../src/contract/dead-letter.ts';
import { changeDataSchema } from '../../src/contract/stream-events.ts';
import { submitResponseSchema } from '../../src/contract/submit.ts';
import type { LinkNode } from '../support/link-node.ts';
import { openSse, type SseReading } from '../support/sse-reader.ts';
import { type Answer, startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

const dated = {
  type: 'object',
  properties: { date: { type: 'string', format: 'date' } },
  required: ['date'],
  additionalProperties: false,
};
const flows = [
  testFlow('sync_order', { params: dated, retry: { max: 0 } }),
  testFlow('note', { retry: { max: 0 } }),
];

let server: TestServer;
let node: LinkNode;
beforeEach(async () => {
  server = await startTestServer({ flows });
  node = await server.node({ slots: 20 });
});
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

const failed = async (shopId: string, message: string, flow = 'sync_order'): Promise<string> => {
  const answer = await server.call('POST', '/api/runs', {
    flow,
    platform: 'pdd',
    shopId,
    params: { date: '2026-11-22' },
    tags: ['t'],
  });
  const id: string = answer.body.run.id;
  await node.starts(id);
  await node.finish(id, { outcome: 'failed', code: 1, error: { type: 'EXIT', message } });
  return id;
};
const get = (path: string): Promise<Answer> => server.call('GET', `/api/dead-letters${path}`);
const post = (path: string, body?: unknown, options = {}): Promise<Answer> =>
  server.call('POST', `/api/dead-letters${path}`, body, options);
const list = async (query = ''): Promise<DeadLetter[]> =>
  deadLetterPageSchema.parse((await get(query)).body).items;

describe('dead letters', () => {
  it('are listed newest first, narrowed by state, cause, type, flow, shop and time, and paged', async () => {
    const ids = [
      await failed('1', 'exit 1'),
      await failed('2', 'exit 2'),
      await failed('1', 'no login', 'note'),
    ];
    expect((await list()).map((letter) => letter.runId)).toEqual(ids.toReversed());
    expect((await list()).at(-1)).toMatchObject({
      state: 'open',
      cause: 'EXIT: exit <n>',
      type: 'EXIT',
      message: 'exit 1',
      flow: 'sync_order',
      shopId: '1',
      code: 1,
      attempts: 1,
    });
    const runIds = async (query: string) => (await list(query)).map((letter) => letter.runId);
    expect(await runIds('?flow=note')).toEqual([ids[2]]);
    expect(await runIds('?shop=pdd:1')).toEqual([ids[2], ids[0]]);
    expect(await runIds(`?cause=${encodeURIComponent('EXIT: exit <n>')}`)).toEqual([ids[1], ids[0]]);
    expect(await runIds('?type=EXIT')).toHaveLength(3);
    expect(await runIds('?type=EXI')).toEqual([]);
    expect(await runIds('?state=ignored,retried')).toEqual([]);
    expect(await runIds('?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z')).toEqual([]);
    const first = await get('?limit=2');
    expect(deadLetterPageSchema.parse(first.body).items).toHaveLength(2);
    expect(await runIds(`?limit=2&cursor=${first.body.nextCursor}`)).toEqual([ids[0]]);
    expect((await get('?cursor=none')).body.code).toBe('bad_cursor');
    expect((await get('?shops=1')).body).toMatchObject({ code: 'unknown_filter' });
  });

  it('are grouped by cause, the largest first, with shops, times and the newest as sample; pages too', async () => {
    for (const shop of ['1', '2', '3']) await failed(shop, `exit ${shop}`);
    const last = await failed('9', 'no login', 'note');
    const page = deadLetterGroupPageSchema.parse((await get('/groups')).body);
    expect(page.items).toMatchObject([
      { cause: 'EXIT: exit <n>', type: 'EXIT', count: 3, shops: 3, flows: 1, sample: { message: 'exit 3' } },
      { cause: 'EXIT: no login', count: 1, sample: { runId: last } },
    ]);
    const groups = async (query: string) =>
      deadLetterGroupPageSchema.parse((await get(`/groups${query}`)).body);
    const first = await groups('?limit=1');
    const second = await groups(`?limit=1&cursor=${first.nextCursor}`);
    expect([first.items[0]?.count, second.items[0]?.count, second.nextCursor]).toEqual([3, 1, null]);
    await post(`/${last}/ignore`);
    expect((await groups('')).items).toHaveLength(1);
    expect((await groups('?state=ignored')).items).toHaveLength(1);
  });

  it('are shown with the original message and every attempt; reading changes nothing', async () => {
    const id = await failed('1', 'exit 1');
    const [letter] = await list();
    const before = (await get(`/${letter?.id ?? ''}`)).body;
    const detail = deadLetterDetailSchema.parse(before);
    expect(detail.original).toMatchObject({ params: { date: '2026-11-22' }, tags: ['t'], body: null });
    expect(detail.attempts).toMatchObject([
      { attempt: 1, outcome: 'failed', error: { message: 'exit 1' }, nodeId: 'node-1' },
    ]);
    expect((await get(`/${id}`)).body).toEqual(before);
    expect(await list()).toEqual([detail.deadLetter]);
    expect((await get('/dead_999')).body.code).toBe('unknown_dead_letter');
    expect((await get('/run_none')).body.code).toBe('unknown_dead_letter');
  });

  it('are retried as a new run, linked both ways; a second time gives the same run', async () => {
    const id = await failed('1', 'exit 1');
    const answers = await Promise.all([
      post(`/${id}/retry`, { note: 'shop fixed' }),
      post(`/${id}/retry`),
      post(`/${id}/retry`),
    ]);
    const runs = answers.map((answer) => submitResponseSchema.parse(answer.body).run.id);
    expect(new Set(runs).size).toBe(1);
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 200, 201]);
    const [fresh = ''] = runs;
    expect((await server.call('GET', `/api/runs/${fresh}`)).body.run).toMatchObject({
      retryOf: id,
      source: 'retry',
      createdBy: 'admin',
      params: { date: '2026-11-22' },
    });
    expect((await server.call('GET', `/api/runs/${id}`)).body.run).toMatchObject({
      retriedAs: fresh,
      state: 'failed',
    });
    const [letter] = await list();
    expect(letter).toMatchObject({ state: 'retried', retriedAs: fresh, decidedBy: 'admin' });
    await node.finish(fresh);
    // Also when its retry has ended: one letter is one run.
    expect((await post(`/${id}/retry`)).body).toMatchObject({ deduplicated: true, run: { id: fresh } });
    expect((await post(`/${id}/ignore`)).body).toMatchObject({
      code: 'dead_letter_settled',
      state: 'retried',
    });
  });

  it('are retried with other parameters only when those fit', async () => {
    const id = await failed('1', 'exit 1');
    const bad = await post(`/${id}/retry`, { params: { date: 'yesterday' } });
    expect(bad).toMatchObject({
      status: 422,
      body: { code: 'invalid_params', faults: [{ path: '/params/date' }] },
    });
    expect(await list()).toMatchObject([{ state: 'open' }]);
    const good = await post(`/${id}/retry`, { params: { date: '2026-11-23' }, priority: 'high' });
    expect(good).toMatchObject({
      status: 201,
      body: { run: { params: { date: '2026-11-23' }, priority: 9 } },
    });
  });

  it('are ignored or archived with a note, by whom and when; an ignored one can still be archived or retried', async () => {
    const id = await failed('1', 'exit 1');
    const ignored = deadLetterResponseSchema.parse(
      (await post(`/${id}/ignore`, { note: 'shop closed' })).body,
    ).deadLetter;
    expect(ignored).toMatchObject({ state: 'ignored', note: 'shop closed', decidedBy: 'admin' });
    expect(Date.parse(ignored.decidedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect((await post(`/${id}/ignore`, { note: 'again' })).body).toEqual({ deadLetter: ignored });
    expect((await post(`/${id}/archive`)).body).toMatchObject({
      deadLetter: { state: 'archived', note: 'shop closed' },
    });
    expect((await post(`/${id}/ignore`)).status).toBe(409);
    expect((await post(`/${id}/retry`)).status).toBe(201);
  });

  it('may be messages that nobody understood: why is said in both languages, and groups stay what they were', async () => {
    const keep = (cause: string, words?: { en: string; zh: string }) =>
      server.services.deadLetters.keepMessage({ body: Buffer.from('x'), properties: {} }, cause, words);
    await keep('MESSAGE: run <value> already does this job');
    await keep('MESSAGE: it is not UTF-<n>');
    const words = { en: 'run "run_7" already does this job', zh: '任务“run_7”已经在做这件事' };
    await keep('MESSAGE: run <value> already does this job', words);
    const [kept, old] = await list();
    expect(kept).toMatchObject({
      cause: 'MESSAGE: run <value> already does this job',
      message: words.en,
      words,
    });
    expect(old).toMatchObject({ message: 'MESSAGE: it is not UTF-<n>' });
    expect(old).not.toHaveProperty('words');
    const groups = deadLetterGroupPageSchema.parse((await get('/groups?type=MESSAGE')).body).items;
    expect(groups.map(({ count, words: told }) => [count, told])).toEqual([
      [2, { en: 'MESSAGE: run <value> already does this job', zh: 'MESSAGE: 任务<value>已经在做这件事' }],
      [1, undefined],
    ]);
  });

  it('may be messages that nobody understood: shown raw, retried with a request in their place', async () => {
    const keep = (body: Uint8Array) =>
      server.services.deadLetters.keepMessage(
        { body, properties: { routingKey: 'task.pdd.high' } },
        'MESSAGE: no JSON',
      );
    await keep(Buffer.from('{"task_id": 店'));
    await keep(Uint8Array.of(0xff, 0xfe, 0x00));
    const [binary, text] = await list();
    expect(text).toMatchObject({ state: 'open', type: 'MESSAGE', runId: null, attempts: 0 });
    const detail = deadLetterDetailSchema.parse((await get(`/${text?.id}`)).body);
    expect(detail.original).toMatchObject({
      body: '{"task_id": 店',
      encoding: 'utf8',
      properties: { routingKey: 'task.pdd.high' },
      params: null,
    });
    expect((await get(`/${binary?.id}`)).body).toMatchObject({
      original: { body: '//4A', encoding: 'base64' },
    });
    expect((await post(`/${text?.id}/retry`)).body).toMatchObject({ code: 'unread_message', status: 422 });
    expect(
      (await post(`/${text?.id}/retry`, { request: { flow: 'sync_order', params: {} } })).body.code,
    ).toBe('invalid_params');
    const request = { flow: 'sync_order', platform: 'pdd', shopId: '1', params: { date: '2026-11-22' } };
    const retried = await post(`/${text?.id}/retry`, { request });
    expect(retried.status).toBe(201);
    expect((await get(`/${text?.id}`)).body).toMatchObject({
      deadLetter: { state: 'retried', retriedAs: retried.body.run.id },
    });
    expect((await post(`/${text?.id}/retry`, { request })).body.run.id).toBe(retried.body.run.id);
    // Two who retry at the same moment, each with a request of his own: one run.
    const answers = await Promise.all(
      ['2', '3'].map((shopId) =>
        server.services.deadLetters.retry(binary?.id ?? '', { request: { ...request, shopId } }, 'ann'),
      ),
    );
    expect(new Set(answers.map((answer) => answer.run.id)).size).toBe(1);
    const run = await failed('4', 'exit');
    expect((await post(`/${run}/retry`, { request })).status).toBe(400);
  });

  it('are decided about by operators, read by viewers', async () => {
    const id = await failed('1', 'exit 1');
    const { body } = await server.call('POST', '/api/tokens', { name: 'reader', role: 'viewer' });
    const token: string = body.secret;
    expect((await server.call('GET', `/api/dead-letters/${id}`, undefined, { token })).status).toBe(200);
    for (const path of [`/${id}/retry`, `/${id}/ignore`, `/${id}/archive`, '/bulk'])
      expect((await post(path, {}, { token })).status).toBe(403);
    expect(await list()).toMatchObject([{ state: 'open' }]);
  });
});

describe('many dead letters at once', () => {
  const jobOf = (answer: Answer) => bulkJobResponseSchema.parse(answer.body).job;
  const jobNow = async (id: string) => jobOf(await get(`/bulk/${id}`));
  const until = async (id: string, state: string) => {
    await expect.poll(async () => (await jobNow(id)).state, { timeout: 10_000 }).toBe(state);
    return jobNow(id);
  };

  it('are retried at their rate in real time, paused, resumed and done', async () => {
    for (let n = 0; n < 12; n++) await failed(`${n}`, `exit ${n}`);
    const startedAt = performance.now();
    const made = await post('/bulk', {
      action: 'retry',
      filter: { flow: 'sync_order' },
      ratePerSecond: 20,
      note: 'shops fixed',
    });
    expect(made.status).toBe(202);
    const job = jobOf(made);
    expect(job).toMatchObject({ state: 'running', total: 12, ratePerSecond: 20, createdBy: 'admin' });
    await expect.poll(async () => (await jobNow(job.id)).done).toBeGreaterThan(1);
    const paused = jobOf(await post(`/bulk/${job.id}/pause`));
    expect(paused).toMatchObject({ state: 'paused' });
    expect(paused.done).toBeLessThan(12);
    expect(jobOf(await post(`/bulk/${job.id}/resume`))).toMatchObject({ state: 'running' });
    expect(await until(job.id, 'done')).toMatchObject({ done: 12, failed: 0, percent: 100 });
    // 11 of them after the first, at 20/s.
    expect(performance.now() - startedAt).toBeGreaterThan(400);
    expect((await list('?state=retried')).map((letter) => letter.note)).toEqual(
      Array(12).fill('shops fixed'),
    );
    expect(bulkJobPageSchema.parse((await get('/bulk')).body).items).toHaveLength(1);
    expect((await post(`/bulk/${job.id}/cancel`)).body.code).toBe('job_ended');
    expect((await get('/bulk/job_none')).body.code).toBe('unknown_job');
  });

  it('are told on the live feed as they are decided, one alone or all by a job, to its last step', async () => {
    for (let n = 0; n < 3; n++) await failed(`${n}`, `exit ${n}`);
    const [one] = await list();
    const all = await openSse(server, '/api/events');
    const ofFlow = await openSse(server, '/api/events?flow=sync_order');
    await expect.poll(() => server.services.streams.watching(), { timeout: 8_000 }).toBe(2);
    const next = async ({ messages }: SseReading) => (await messages.next()).value;
    await post(`/${one?.id ?? ''}/ignore`);
    const first = await next(all);
    expect(first?.event).toBe('change');
    expect(changeDataSchema.parse(JSON.parse(first?.data ?? ''))).toMatchObject({ area: 'dead-letters' });
    const { id } = jobOf(await post('/bulk', { action: 'archive', filter: { flow: 'sync_order' } }));
    await until(id, 'done');
    await failed('9', 'exit 9');
    let changes = 0;
    while ((await next(all))?.event === 'change') changes++;
    // That it was made, and its steps.
    expect(changes).toBeGreaterThan(1);
    expect((await next(ofFlow))?.event).toBe('state');
  });

  it('need exactly one selection, and an edit only for a retry', async () => {
    const bad = [
      { action: 'retry' },
      { action: 'retry', cause: 'x', ids: ['dead_1'] },
      { action: 'ignore', cause: 'x', edit: { priority: 9 } },
      { action: 'delete', cause: 'x' },
      { action: 'retry', cause: 'x', ratePerSecond: 0 },
      { action: 'retry', filter: { shop: '1' } },
    ];
    for (const body of bad) {
      const answer = await post('/bulk', body);
      expect([body, answer.status, answer.body.code]).toEqual([body, 400, 'bad_request']);
    }
    expect((await get('/bulk')).body).toEqual({ items: [], nextCursor: null });
  });
});
