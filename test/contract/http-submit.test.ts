import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchResponseSchema } from '../../src/contract/batch.ts';
import { runResponseSchema } from '../../src/contract/run-list.ts';
import { submitResponseSchema } from '../../src/contract/submit.ts';
import { flowCatalog } from '../../src/services/dispatch/flow-catalog.ts';
import { expectProblem } from '../support/expect-problem.ts';
import { type Answer, startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

const dated = {
  type: 'object',
  properties: { date: { type: 'string', format: 'date' }, pages: { type: 'integer', minimum: 1 } },
  required: ['date'],
  additionalProperties: false,
};

const flows = [
  testFlow('sync_order', {
    match: { platform: '*', taskType: 'sync_order' },
    params: dated,
    dedupe: '{shop_id}:{param.date}',
    timeoutSeconds: 120,
    retry: { max: 2 },
    expiresInSeconds: 3600,
    tags: ['cn'],
  }),
  testFlow('note', { params: { type: 'object' } }),
  testFlow('pdd_goods', { match: { platform: 'pdd', taskType: 'goods' } }),
];
const shops = ['1001', '1002', '1003'].map((id) => ({
  platform: 'pdd',
  id,
  name: `Shop ${id}`,
  tags: ['big'],
  owner: null,
  enabled: id !== '1003',
  settings: {},
}));

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ flows, shops });
});
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

const submit = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  server.call('POST', '/api/runs', body, { headers });

describe('submitting', () => {
  it('answers 201 with the run, built by run > flow > default', async () => {
    const answer = await submit({
      flow: 'sync_order',
      platform: 'pdd',
      shopId: '1001',
      params: { date: '2026-11-22' },
      priority: 'high',
      expiresInSeconds: 60,
    });
    expect(answer.status).toBe(201);
    const { run } = submitResponseSchema.parse(answer.body);
    expect(run).toMatchObject({
      flow: 'sync_order',
      flowHash: 'hash-sync_order',
      platform: 'pdd',
      shopId: '1001',
      state: 'blocked',
      priority: 9,
      timeoutSeconds: 120,
      maxRetries: 2,
      dedupeKey: '1001:2026-11-22',
      source: 'api',
      createdBy: 'admin',
      tags: ['cn'],
      attempt: 0,
      blockedBy: { kind: 'pool', reason: 'no_node' },
    });
    expect(Date.parse(run.expiresAt ?? '') - Date.parse(run.dueAt)).toBe(60_000);
    expect(answer.headers.get('location')).toBe(`/api/runs/${run.id}`);
    const read = await server.call('GET', `/api/runs/${run.id}`);
    expect(runResponseSchema.parse(read.body).run).toEqual(run);
  });

  it('finds the flow by platform and task type: by name first, then by match', async () => {
    const named = await submit({ platform: 'pdd', taskType: 'goods' });
    expect(named.body.run.flow).toBe('pdd_goods');
    const matched = await submit({
      platform: 'temu',
      taskType: 'sync_order',
      shopId: '7',
      params: { date: '2026-11-22' },
    });
    expect(matched.body.run).toMatchObject({ flow: 'sync_order', platform: 'temu' });
    expectProblem(await submit({ platform: 'pdd', taskType: 'nothing' }), 404, 'no_flow_matches');
    expectProblem(await submit({ platform: 'pdd' }), 400, 'bad_request');
  });

  it('says which flow was meant', async () => {
    const answer = await submit({ flow: 'sync_ordr' });
    expectProblem(answer, 404, 'unknown_flow');
    expect(answer.body).toMatchObject({
      didYouMean: 'sync_order',
      known: ['sync_order', 'note', 'pdd_goods'],
    });
    expect(answer.body.detail).toContain('Did you mean "sync_order"?');
    expect(answer.body.words).toEqual({
      en: answer.body.detail,
      zh: '没有流程“sync_ordr”。是不是“sync_order”？现有流程：sync_order、note、pdd_goods。',
    });
  });

  it('lists all that does not fit the schema, with its place', async () => {
    const answer = await submit({ flow: 'sync_order', params: { pages: 0, more: true } });
    expectProblem(answer, 422, 'invalid_params');
    const paths = answer.body.faults.map((fault) => `${fault.path} ${fault.message}`).sort();
    expect(paths).toEqual([
      '/params/date is missing: it must be a date such as 2026-11-11',
      '/params/more is not known here; known: date, pages',
      '/params/pages must not be below 1 (given: 0)',
    ]);
    expect(answer.body.words?.zh).toMatch(
      /^参数不符合流程 sync_order 的要求：.*\/date 缺少此项.*“more”不支持此项.*\/pages 必须不小于 1.*。$/,
    );
    expect(answer.body.faults.map(({ words }) => words?.zh).sort()).toEqual([
      '不支持此项，可用的有：date、pages',
      '必须不小于 1（现在是 0）',
      '缺少此项：必须是日期，例如 2026-11-11',
    ]);
    expect((await server.call('GET', '/api/runs')).body.items).toEqual([]);
  });

  it('refuses parameters over 256 KiB', async () => {
    expectProblem(
      await submit({ flow: 'note', params: { text: 'x'.repeat(257 * 1024) } }),
      422,
      'params_too_large',
    );
    expect((await submit({ flow: 'note', params: { text: 'x'.repeat(255 * 1024) } })).status).toBe(201);
  });

  it('refuses a negative delay, unknown fields and both due times, saying where', async () => {
    const negative = await submit({ flow: 'note', delaySeconds: -1 });
    expectProblem(negative, 400, 'bad_request');
    expect(negative.body.faults).toMatchObject([{ path: '/delaySeconds' }]);
    const unknown = await submit({ flow: 'note', delaySecond: 1 });
    expectProblem(unknown, 400, 'bad_request');
    expect(unknown.body.faults).toEqual([
      {
        path: '/delaySecond',
        message: 'is not known here (did you mean "delaySeconds"?)',
        words: {
          en: 'is not known here (did you mean "delaySeconds"?)',
          zh: '不支持此项（是不是“delaySeconds”？）',
        },
      },
    ]);
    expect(unknown.body.words?.zh).toBe('请求有误：/delaySecond 不支持此项（是不是“delaySeconds”？）。');
    expectProblem(
      await submit({ flow: 'note', delaySeconds: 1, runAt: '2030-01-01T00:00:00Z' }),
      400,
      'bad_request',
    );
    const priority = await submit({ flow: 'note', priority: 'urgent' });
    expectProblem(priority, 400, 'bad_request');
    expect(priority.body.faults[0]?.path).toBe('/priority');
    expect((await server.call('GET', '/api/runs')).body.items).toEqual([]);
  });

  it('schedules what is due later', async () => {
    const { run } = (await submit({ flow: 'note', delaySeconds: 3600 })).body;
    expect(run.state).toBe('scheduled');
    expect(Date.parse(run.dueAt) - Date.parse(run.createdAt)).toBe(3_600_000);
    const at = new Date(Date.now() + 7_200_000).toISOString();
    expect((await submit({ flow: 'note', runAt: at })).body.run).toMatchObject({
      state: 'scheduled',
      dueAt: at,
    });
    expect((await submit({ flow: 'note', runAt: '2020-01-01T00:00:00Z' })).body.run.state).toBe('blocked');
  });

  it('wants to know on which platform a shop is, and finds it out where only one is known', async () => {
    expectProblem(await submit({ flow: 'note', shopId: 'nowhere' }), 400, 'bad_request');
    expect((await submit({ flow: 'note', shopId: '1001' })).body.run.platform).toBe('pdd');
  });
});

describe('the same business job', () => {
  const job = { flow: 'sync_order', platform: 'pdd', shopId: '1001', params: { date: '2026-11-22' } };

  it('gives 50 concurrent submissions one run', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => submit(job)));
    expect(new Set(answers.map((answer) => answer.body.run.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    const attached = answers.find((answer) => answer.status === 200);
    expect(submitResponseSchema.parse(attached?.body)).toMatchObject({
      deduplicated: true,
      paramsDiffer: false,
    });
  });

  it('says when the parameters differ, and rejects where asked to', async () => {
    const first = await submit(job);
    const other = await submit({ ...job, params: { date: '2026-11-22', pages: 3 } });
    expect(other).toMatchObject({
      status: 200,
      body: { run: { id: first.body.run.id }, deduplicated: true, paramsDiffer: true },
    });
    const rejected = await submit({ ...job, onDuplicate: 'reject' });
    expectProblem(rejected, 409, 'duplicate_run');
    expect(rejected.body.words?.zh).toMatch(
      /^任务 run_\w+ 已经在做这件事（流程和业务键都相同），没有重复提交。$/,
    );
    expect(rejected.body.holder).toBe(first.body.run.id);
  });

  it('has no key of its own for a program, and one of shop and parameters for a person', async () => {
    const note = { flow: 'note', platform: 'pdd', shopId: '1001', params: { a: 1, b: 2 } };
    const [one, two] = [await submit(note), await submit(note)];
    expect([one.status, two.status, one.body.run.dedupeKey]).toEqual([201, 201, null]);
    const cli = { 'x-drover-client': 'cli' };
    const clicked = await submit(note, cli);
    expect(clicked.body.run.dedupeKey).toMatch(/^auto:/);
    expect(await submit({ ...note, params: { b: 2, a: 1 } }, cli)).toMatchObject({
      status: 200,
      body: { run: { id: clicked.body.run.id } },
    });
    expect((await submit({ ...note, params: { a: 2 } }, cli)).status).toBe(201);
    expect((await submit(note, { 'x-drover-client': 'ui' })).body.deduplicated).toBe(true);
  });

  it('gives a repeated Idempotency-Key the same run, and another body 409', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const first = await submit({ flow: 'note', params: { a: 1 } }, key);
    const again = await submit({ flow: 'note', params: { a: 1 } }, key);
    expect(again).toMatchObject({
      status: 200,
      body: { run: { id: first.body.run.id }, deduplicated: true },
    });
    expectProblem(await submit({ flow: 'note', params: { a: 2 } }, key), 409, 'idempotency_conflict');
    expectProblem(await submit({ flow: 'note' }, { 'idempotency-key': 'x'.repeat(256) }), 400, 'bad_request');
  });
});

describe('a request that was taken before the configuration changed', () => {
  const key = { 'idempotency-key': 'k-1' };
  const stricter = testFlow('note', { params: { ...dated, additionalProperties: true } });

  it.each([
    ['its flow is gone', []],
    ['its flow wants more', [stricter]],
  ])('is its run again though %s', async (_, flowsNow) => {
    const first = await submit({ flow: 'note', params: { a: 1 } }, key);
    await server.dispatcher.configure(flowCatalog(flowsNow, {}));
    expect(await submit({ flow: 'note', params: { a: 1 } }, key)).toMatchObject({
      status: 200,
      body: { run: { id: first.body.run.id }, deduplicated: true },
    });
    const fresh = await submit({ flow: 'note', params: { a: 1 } }, { 'idempotency-key': 'k-2' });
    expect(fresh.body.code).toBe(flowsNow.length === 0 ? 'unknown_flow' : 'invalid_params');
  });

  it('is its runs again in a batch', async () => {
    const body = { runs: [{ flow: 'note' }, { flow: 'nope' }] };
    const again = () => server.call('POST', '/api/runs/batch', body, { headers: key });
    const first = await again();
    await server.dispatcher.configure(flowCatalog([stricter], {}));
    const { batchId, results } = batchResponseSchema.parse((await again()).body);
    expect(batchId).toBe(first.body.batchId);
    expect(results).toMatchObject([
      { run: { id: first.body.results[0]?.run.id }, deduplicated: true },
      { error: { code: 'unknown_flow' } },
    ]);
  });

  it('with another body is a conflict, whatever else is wrong with that', async () => {
    await submit({ flow: 'note' }, key);
    for (const body of [{ flow: 'nope' }, { flow: 'sync_order' }, { flow: 'note', shopId: 'nowhere' }])
      expectProblem(await submit(body, key), 409, 'idempotency_conflict');
    const batch = { run: { flow: 'note' }, shops: { platform: 'temu' } };
    const refused = await server.call('POST', '/api/runs/batch', batch, { headers: key });
    expectProblem(refused, 409, 'idempotency_conflict');
  });
});

describe('batches', () => {
  const batch = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    server.call('POST', '/api/runs/batch', body, { headers });

  it('answers each in order; a faulty one does not hold up the others', async () => {
    const answer = await batch({
      runs: [
        { flow: 'note' },
        { flow: 'nope' },
        { flow: 'note', delaySeconds: -1 },
        { flow: 'sync_order' },
        7,
        { flow: 'note' },
      ],
    });
    expect(answer.status).toBe(200);
    const { batchId, results } = batchResponseSchema.parse(answer.body);
    expect(results.map((result) => ('error' in result ? result.error.code : result.run.batchId))).toEqual([
      batchId,
      'unknown_flow',
      'bad_request',
      'invalid_params',
      'bad_request',
      batchId,
    ]);
    expect(results.flatMap((result) => ('error' in result ? [result.error.words?.zh] : []))).toEqual([
      expect.stringMatching(/^没有流程“nope”。/),
      '请求有误：/delaySeconds 必须不小于 0。',
      '参数不符合流程 sync_order 的要求：/date 缺少此项：必须是日期，例如 2026-11-11。',
      '请求有误：请求体必须是对象。',
    ]);
    const listed = await server.call('GET', `/api/runs?batch=${batchId}`);
    expect(listed.body.items).toHaveLength(2);
  });

  it('takes 1,000 and not 1,001', async () => {
    const answer = await batch({ runs: Array.from({ length: 1000 }, () => ({ flow: 'note' })) });
    expect(answer.body.results).toHaveLength(1000);
    expect(new Set(answer.body.results.map((result) => result.run.id)).size).toBe(1000);
    expectProblem(
      await batch({ runs: Array.from({ length: 1001 }, () => ({ flow: 'note' })) }),
      400,
      'bad_request',
    );
    expectProblem(await batch({ runs: [] }), 400, 'bad_request');
  });

  it('fans out to the enabled shops of a selector', async () => {
    const answer = await batch({ run: { flow: 'note' }, shops: { platform: 'pdd' } });
    expect(answer.body.results.map((result) => [result.run.shopId, result.run.source])).toEqual([
      ['1001', 'fanout'],
      ['1002', 'fanout'],
    ]);
    expect(
      (await batch({ run: { flow: 'note' }, shops: { ids: ['1003'], enabled: false } })).body.results,
    ).toHaveLength(1);
    expectProblem(await batch({ run: { flow: 'note' }, shops: { platform: 'temu' } }), 400, 'bad_request');
    expectProblem(await batch({ run: { flow: 'note', shopId: '1' }, shops: {} }), 400, 'bad_request');
    expectProblem(await batch({ run: { flow: 'note', dely: 1 }, shops: {} }), 400, 'bad_request');
  });

  it('repeated with its Idempotency-Key is the same batch', async () => {
    const key = { 'idempotency-key': 'b-1' };
    const body = { runs: [{ flow: 'nope' }, { flow: 'note' }, { flow: 'note' }] };
    const first = await batch(body, key);
    const again = await batch(body, key);
    expect(again.body.batchId).toBe(first.body.batchId);
    expect(again.body.results[2]!.run.id).toBe(first.body.results[2]!.run.id);
    expectProblem(
      await batch({ runs: [{ flow: 'note' }, { flow: 'note' }] }, key),
      409,
      'idempotency_conflict',
    );
    expect((await server.call('GET', '/api/runs')).body.items).toHaveLength(2);
  });

  it('share the keys of single runs: what one has used is a conflict for the other', async () => {
    const [b1, b2] = [{ 'idempotency-key': 'b-1' }, { 'idempotency-key': 'b-2' }];
    const body = { runs: [{ flow: 'note' }] };
    const first = await batch(body, b1);
    expectProblem(await submit({ flow: 'note' }, b1), 409, 'idempotency_conflict');
    expectProblem(
      await submit({ flow: 'note' }, { 'idempotency-key': 'b-1#0' }),
      409,
      'idempotency_conflict',
    );
    const again = await batch(body, b1);
    expect([again.status, again.body.batchId]).toEqual([200, first.body.batchId]);
    const { run } = (await submit({ flow: 'note' }, b2)).body;
    expectProblem(await batch(body, b2), 409, 'idempotency_conflict');
    expect((await submit({ flow: 'note' }, b2)).body).toMatchObject({
      deduplicated: true,
      run: { id: run.id },
    });
  });
});
