import { afterEach, describe, expect, it } from 'vitest';
import { batchResponseSchema } from '../../src/contract/batch.ts';
import {
  batchCancelResponseSchema,
  batchPageSchema,
  batchProgressResponseSchema,
} from '../../src/contract/batch-progress.ts';
import { bulkJobPageSchema, bulkJobResponseSchema } from '../../src/contract/dead-letter.ts';
import { runPageSchema } from '../../src/contract/run-list.ts';
import { flowCatalog } from '../../src/services/dispatch/flow-catalog.ts';
import { expectProblem } from '../support/expect-problem.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

let server: TestServer;
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

const shopsOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    platform: 'pdd',
    id: `${1000 + n}`,
    name: null,
    tags: n < 10 ? ['vip'] : [],
    owner: null,
    enabled: n % 50 !== 49,
    settings: {},
  }));
const start = async (shops: number): Promise<void> => {
  server = await startTestServer({
    flows: [
      testFlow('sync_order', { dedupe: '{shop_id}', retry: { max: 0 } }),
      testFlow('elsewhere', { pool: 'nowhere' }),
    ],
    shops: shopsOf(shops),
  });
};
const progress = async (id: string) =>
  batchProgressResponseSchema.parse((await server.call('GET', `/api/batches/${id}`)).body).batch;

describe('a batch', () => {
  it('of one body and a selector makes a run for each of 500 shops, and attaches where one is under way', async () => {
    await start(510);
    const single = await server.call('POST', '/api/runs', {
      flow: 'sync_order',
      platform: 'pdd',
      shopId: '1003',
    });
    const answer = await server.call('POST', '/api/runs/batch', {
      run: { flow: 'sync_order' },
      shops: { platform: 'pdd' },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.results).toHaveLength(500);
    const { results } = batchResponseSchema.parse(answer.body);
    const attached = results.filter((result) => 'run' in result && result.deduplicated === true);
    expect(attached).toMatchObject([{ run: { id: single.body.run.id } }]);
    const batch = await progress(answer.body.batchId);
    expect(batch).toMatchObject({
      flow: 'sync_order',
      createdBy: 'admin',
      asked: 500,
      attached: 1,
      refused: 0,
      total: 499,
      counts: { blocked: 499 },
      percent: 0,
      state: 'running',
    });
    const runs = await server.call('GET', `/api/runs?batch=${batch.id}&limit=200`);
    expect(new Set(runPageSchema.parse(runs.body).items.map((run) => run.shopId)).size).toBe(200);
  });

  it('shows how far it is, retries what failed as part of itself, and ends', async () => {
    await start(20);
    const node = await server.node({ slots: 20 });
    const { body } = await server.call('POST', '/api/runs/batch', {
      run: { flow: 'sync_order' },
      shops: { tag: 'vip' },
    });
    const ids = body.results.map((result) => result.run.id);
    expect(ids).toHaveLength(10);
    for (const id of ids.slice(0, 6)) await node.finish(id);
    for (const id of ids.slice(6, 8))
      await node.finish(id, { outcome: 'failed', code: 1, error: { type: 'EXIT', message: 'exit 1' } });
    const half = await progress(body.batchId);
    expect(half).toMatchObject({
      total: 10,
      counts: { succeeded: 6, failed: 2, running: 2 },
      percent: 80,
      state: 'running',
    });
    expect(half.etaSeconds).toEqual(expect.any(Number));

    const retry = await server.call('POST', `/api/batches/${body.batchId}/retry`);
    expect(retry.status).toBe(202);
    const { job } = bulkJobResponseSchema.parse(retry.body);
    await expect
      .poll(async () => (await server.call('GET', `/api/dead-letters/bulk/${job.id}`)).body)
      .toMatchObject({ job: { state: 'done', total: 2, done: 2 } });
    expect(await progress(body.batchId)).toMatchObject({
      total: 10,
      counts: { succeeded: 6, failed: 0, running: 4 },
      percent: 60,
    });
    // Nothing more has failed.
    const again = await server.call('POST', `/api/batches/${body.batchId}/retry`);
    expectProblem(again, 409, 'nothing_to_retry');
    expect(again.body).toMatchObject({
      cancelled: 0,
      words: { zh: expect.stringContaining('没有可重试') as string },
    });
    const jobs = await server.call('GET', '/api/dead-letters/bulk');
    expect(bulkJobPageSchema.parse(jobs.body).items).toMatchObject([{ id: job.id }]);
    const list = await server.call('GET', `/api/runs?batch=${body.batchId}`);
    for (const run of runPageSchema.parse(list.body).items)
      if (run.state === 'running') await node.finish(run.id);
    expect(await progress(body.batchId)).toMatchObject({
      total: 10,
      counts: { succeeded: 10 },
      percent: 100,
      etaSeconds: null,
      state: 'ended',
    });
  });

  it('promises no end while a run of it waits for a person: its shop is paused, or no node can execute it', async () => {
    await start(20);
    const node = await server.node({ slots: 20 });
    await server.call('POST', '/api/shops/pdd/1009/pause', {});
    const { body } = await server.call('POST', '/api/runs/batch', {
      run: { flow: 'sync_order' },
      shops: { tag: 'vip' },
    });
    const ids = body.results.map((result) => result.run.id);
    for (const id of ids.slice(0, 8)) await node.finish(id);
    expect(await progress(body.batchId)).toMatchObject({
      counts: { succeeded: 8, running: 1, blocked: 1 },
      held: 1,
      etaSeconds: null,
    });
    await server.call('POST', '/api/shops/pdd/1009/resume');
    await node.starts(ids[9] ?? '');
    const resumed = await progress(body.batchId);
    expect(resumed.held).toBe(0);
    expect(resumed.etaSeconds).toEqual(expect.any(Number));

    const { body: later } = await server.call('POST', '/api/runs/batch', {
      runs: [{ flow: 'elsewhere' }],
    });
    expect(await progress(later.batchId)).toMatchObject({
      counts: { blocked: 1 },
      held: 1,
      etaSeconds: null,
    });
    await server.call('POST', '/api/system/maintenance', { on: true });
    expect(await progress(body.batchId)).toMatchObject({ held: 0, etaSeconds: null });
  });

  it('is cancelled: at once what waits, what runs is asked', async () => {
    await start(10);
    const node = await server.node({ slots: 2 });
    const { body } = await server.call('POST', '/api/runs/batch', {
      run: { flow: 'sync_order' },
      shops: { tag: 'vip' },
    });
    await expect.poll(() => node.started.length).toBe(2);
    const other = await server.call('POST', '/api/runs', {
      flow: 'sync_order',
      platform: 'temu',
      shopId: '1',
    });
    const answer = await server.call('POST', `/api/batches/${body.batchId}/cancel`);
    expect(batchCancelResponseSchema.parse(answer.body)).toMatchObject({
      cancelled: 8,
      stopping: 2,
      batch: { counts: { cancelled: 8, running: 2 } },
    });
    expect(node.cancelled).toHaveLength(2);
    for (const { run } of [...node.cancelled]) await node.finish(run, { outcome: 'cancelled', code: null });
    expect(await progress(body.batchId)).toMatchObject({ counts: { cancelled: 10 }, state: 'ended' });
    expect((await server.call('GET', `/api/runs/${other.body.run.id}`)).body.run.state).not.toBe('cancelled');
  });

  it('of one body with a business key fills it for each shop, and refuses one that is theirs together', async () => {
    await start(2);
    await server.services.shops.importFile([{ ...shopsOf(1)[0]!, platform: 'temu' }]);
    const keyed = (dedupeKey: string, shops = {}) =>
      server.call('POST', '/api/runs/batch', {
        run: { flow: 'sync_order', params: { day: 'mon' }, dedupeKey },
        shops,
      });
    for (const [key, words] of [
      ['q1', '{shop_id}'],
      ['{{shop_id}}', '{shop_id}'],
      ['{platform}', '{shop_id}'],
      ['{shop_id}', '{platform}'],
      ['{shop_id}:{param.date}{x}', '{param.date}, {x}'],
    ] as const) {
      const refused = await keyed(key);
      expectProblem(refused, 400, 'bad_request');
      expect(refused.body.detail).toContain(words);
      expect(refused.body.faults).toMatchObject([{ path: '/run/dedupeKey' }]);
    }
    // One shop today may be two tomorrow.
    expectProblem(await keyed('q1', { platform: 'temu' }), 400, 'bad_request');
    const { results } = (await keyed('{platform}:{shop_id}:{param.day}')).body;
    expect(results.map(({ run }) => run.dedupeKey)).toEqual([
      'pdd:1000:mon',
      'pdd:1001:mon',
      'temu:1000:mon',
    ]);
  });

  it('of one body is refused where the flow has one business key for several of the shops', async () => {
    await start(2);
    const flow = testFlow('report', { dedupe: '{platform}:{param.day}' });
    await server.dispatcher.configure(flowCatalog([flow], {}));
    const batch = (shops: object, more = {}) =>
      server.call('POST', '/api/runs/batch', {
        run: { flow: 'report', params: { day: 'mon' }, ...more },
        shops,
      });
    const refused = await batch({});
    expectProblem(refused, 400, 'bad_request');
    expect(refused.body.words?.zh).toContain('只有一家会得到任务');
    expect(refused.body.faults).toMatchObject([{ path: '/run/dedupeKey' }]);
    expect((await server.call('GET', '/api/runs')).body.items).toEqual([]);
    // Of one shop the key is its own; and one that is given goes before the flow's.
    expect((await batch({ ids: ['1000'] })).body.results).toHaveLength(1);
    const { results } = (await batch({}, { dedupeKey: '{shop_id}' })).body;
    expect(results.map(({ run }) => run.dedupeKey)).toEqual(['1000', '1001']);
  });

  it('counts as attached what met another of its own runs, and what met none but others', async () => {
    await start(0);
    const job = { flow: 'sync_order', dedupeKey: 'same' };
    const submit = (runs: object[], headers = {}) =>
      server.call('POST', '/api/runs/batch', { runs }, { headers });
    const key = { 'idempotency-key': 'k' };
    const twelve = Array.from({ length: 12 }, () => job);
    const first = (await submit(twelve, key)).body.batchId;
    const counts = { asked: 12, attached: 11, refused: 0, total: 1 };
    expect(await progress(first)).toMatchObject(counts);
    expect((await submit(twelve, key)).body.batchId).toBe(first);
    expect(await progress(first)).toMatchObject(counts);
    const second = (await submit([job, job, { flow: 'nothing' }])).body.batchId;
    expect(await progress(second)).toMatchObject({ asked: 3, attached: 2, refused: 1, total: 0 });
  });

  it('counts anew when it is repeated and more of it can be done', async () => {
    await start(0);
    const again = async () => {
      const runs = [{ flow: 'sync_order' }, { flow: 'later' }];
      const headers = { 'idempotency-key': 'k' };
      return (await server.call('POST', '/api/runs/batch', { runs }, { headers })).body.batchId;
    };
    expect(await progress(await again())).toMatchObject({ asked: 2, refused: 1, total: 1 });
    await server.dispatcher.configure(flowCatalog([testFlow('sync_order'), testFlow('later')], {}));
    expect(await progress(await again())).toMatchObject({ asked: 2, attached: 0, refused: 0, total: 2 });
  });

  it('counts what was refused; is listed newest first', async () => {
    await start(1);
    const first = (
      await server.call('POST', '/api/runs/batch', { runs: [{ flow: 'sync_order' }, { flow: 'nothing' }, 5] })
    ).body.batchId;
    const last = (
      await server.call('POST', '/api/runs/batch', { runs: [{ flow: 'sync_order', params: { n: 1 } }] })
    ).body.batchId;
    expect(await progress(first)).toMatchObject({ asked: 3, refused: 2, attached: 0, total: 1 });
    const page = batchPageSchema.parse((await server.call('GET', '/api/batches?limit=1')).body);
    expect(page.items.map((batch) => batch.id)).toEqual([last]);
    const next = await server.call('GET', `/api/batches?limit=2&cursor=${page.nextCursor}`);
    expect(next.body).toMatchObject({ items: [{ id: first }], nextCursor: null });
    for (const path of ['cancel', 'retry'])
      expect((await server.call('POST', `/api/batches/batch_none/${path}`)).status).toBe(404);
  });

  it('of which all is refused is none: nothing of it is kept, its key neither', async () => {
    await start(2);
    const headers = { 'idempotency-key': 'k' };
    const submit = (body: object) => server.call('POST', '/api/runs/batch', body, { headers });
    const shops = { platform: 'pdd', ids: ['1000', '1001'] };
    for (const body of [
      { runs: [{ flow: 'nothing' }, 5] },
      { run: { flow: 'nothing' }, shops },
      { run: { flow: 'sync_order', params: { file: `drover-file:upl_${'0'.repeat(20)}/a.csv` } }, shops },
    ]) {
      const refused = await submit(body);
      expect([refused.status, refused.body.batchId]).toEqual([200, null]);
      expect(batchResponseSchema.parse(refused.body).results.map((one) => 'error' in one)).toEqual([
        true,
        true,
      ]);
    }
    expectProblem(
      await submit({ run: { flow: 'sync_order' }, shops: { ids: ['7', '8'] } }),
      400,
      'bad_request',
    );
    expect((await server.call('GET', '/api/batches')).body.items).toEqual([]);
    expect((await server.call('GET', '/api/runs')).body.items).toEqual([]);
    const { body } = await submit({ run: { flow: 'sync_order' }, shops });
    expect(await progress(body.batchId)).toMatchObject({ asked: 2, total: 2 });
  });

  it('with a run that fails by a fault of the server tells of it, and makes the others', async () => {
    const flows = [testFlow('sync_order'), testFlow('broken', { params: { type: 'no such type' } })];
    const faulty = await startTestServer({ flows });
    const submit = (...names: string[]) =>
      faulty.call('POST', '/api/runs/batch', { runs: names.map((flow) => ({ flow, params: { of: flow } })) });
    const { body } = await submit('sync_order', 'broken', 'sync_order');
    const { results } = batchResponseSchema.parse(body);
    const told = results.map((result) => ('error' in result ? result.error.code : 'run'));
    expect(told).toEqual(['run', 'internal', 'run']);
    const shown = await faulty.call('GET', `/api/batches/${body.batchId}`);
    expect(shown.body).toMatchObject({ batch: { asked: 3, refused: 1, total: 2 } });
    expectProblem(await submit('broken', 'broken'), 500, 'internal');
    expect(batchPageSchema.parse((await faulty.call('GET', '/api/batches')).body).items).toHaveLength(1);
    expect(faulty.errors.join()).toContain('a run of a batch could not be made');
    await faulty.close();
  });
});
