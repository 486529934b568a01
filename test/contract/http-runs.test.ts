import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attemptsResponseSchema, runPageSchema } from '../../src/contract/run-list.ts';
import { submitResponseSchema } from '../../src/contract/submit.ts';
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

describe('listing', () => {
  it('pages through all, newest first', async () => {
    for (let i = 0; i < 5; i++) await submit({ flow: 'note', params: { i } });
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const answer = await server.call('GET', `/api/runs?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page = runPageSchema.parse(answer.body);
      for (const run of page.items) seen.push(run.params['i'] as number);
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([4, 3, 2, 1, 0]);
  });

  it('filters on the server', async () => {
    await submit({ flow: 'note', platform: 'pdd', shopId: '1001', tags: ['t1'], params: { word: 'kettle' } });
    await submit({ flow: 'note', platform: 'temu', shopId: '1001', delaySeconds: 60 });
    const count = async (query: string): Promise<number> =>
      (await server.call('GET', `/api/runs?${query}`)).body.items.length;
    expect(await count('state=blocked,scheduled')).toBe(2);
    expect(await count('state=scheduled')).toBe(1);
    expect(await count('state=scheduled&state=blocked')).toBe(2);
    expect(await count('platform=pdd')).toBe(1);
    expect(await count('shop=1001')).toBe(2);
    expect(await count('shop=temu:1001')).toBe(1);
    expect(await count('tag=t1')).toBe(1);
    expect(await count('text=kettle')).toBe(1);
    expect(await count('flow=sync_order')).toBe(0);
    expect(await count(`from=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`)).toBe(0);
  });

  it('is refused by every reading route with a query that it does not know', async () => {
    const { paths } = (await server.call('GET', '/openapi.json')).body as unknown as {
      paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    // The one is no request for data, the other is called by other programs' clients.
    const open = ['/api/link', '/api/rpa-openapi/executions/{id}'];
    const reads = Object.keys(paths).filter(
      (path) => path.startsWith('/api/') && paths[path]?.['get'] !== undefined && !open.includes(path),
    );
    expect(reads).toContain('/api/queues');
    const answers = await Promise.all(
      reads.map((path) =>
        server.call(
          'GET',
          `${path.replace('{at}', '2026-01-01T00:00:00Z').replace(/\{\w+\}/g, 'upl_1')}?limmit=1`,
        ),
      ),
    );
    const taken = reads.filter((_, i) => answers[i]?.body.code !== 'unknown_filter');
    expect(taken).toEqual([]);
    const queues = await server.call('GET', '/api/queues?state=failed');
    expectProblem(queues, 400, 'unknown_filter');
    expect(queues.body.words).toEqual({
      en: '?state is not known here. Nothing can be filtered here.',
      zh: '?state 不支持此项。这里没有筛选条件。',
    });
  });

  it('tells what is wrong with a value of a query in both languages', async () => {
    const answer = await server.call('GET', '/api/runs?limit=x&state=gone');
    expectProblem(answer, 400, 'bad_request');
    const [limit, state] = answer.body.faults;
    const words = { en: 'must be a number', zh: '必须是数字' };
    expect(limit).toEqual({ path: '?limit', message: words.en, words });
    expect(state?.words?.en).toMatch(/^must be one of: "scheduled", /);
    expect(answer.body.detail).toContain('?limit must be a number; ?state');
  });

  it('refuses what it does not know, saying what was meant', async () => {
    const answer = await server.call('GET', '/api/runs?stat=failed');
    expectProblem(answer, 400, 'unknown_filter');
    expect(answer.body.faults).toEqual([
      {
        path: '?stat',
        message: 'is not known here (did you mean "state"?)',
        words: { en: 'is not known here (did you mean "state"?)', zh: '不支持此项（是不是“state”？）' },
      },
    ]);
    expect(answer.body.words?.zh).toMatch(
      /^\?stat 不支持此项（是不是“state”？）。这里可用的筛选条件：.*、shop、/,
    );
    expect(answer.body.known).toContain('shop');
    for (const query of [
      'state=brocken',
      'limit=0',
      'limit=201',
      'limit=x',
      'code=9',
      'from=yesterday',
      'shop=a%20b',
      'platform=pdd&shop=temu:1',
    ]) {
      expectProblem(await server.call('GET', `/api/runs?${query}`), 400, 'bad_request');
    }
    expectProblem(await server.call('GET', '/api/runs?cursor=nonsense'), 400, 'bad_cursor');
  });

  it('says that a run is unknown', async () => {
    for (const where of ['', '/attempts', '/logs', '/why']) {
      const answer = await server.call('GET', `/api/runs/run_none${where}`);
      expectProblem(answer, 404, 'unknown_run');
      expect(answer.body.words?.zh).toBe('没有任务“run_none”，可能已随旧的历史记录清理。');
    }
    for (const where of ['cancel', 'retry'])
      expectProblem(await server.call('POST', `/api/runs/run_none/${where}`), 404, 'unknown_run');
  });
});

describe('cancel and retry', () => {
  it('cancels at once what does not run, and again without complaint', async () => {
    const { run } = (await submit({ flow: 'note' })).body;
    const cancelled = await server.call('POST', `/api/runs/${run.id}/cancel`);
    expect(cancelled).toMatchObject({ status: 200, body: { run: { state: 'cancelled' } } });
    expect((await server.call('POST', `/api/runs/${run.id}/cancel`)).status).toBe(200);
  });

  it('asks a running one to stop, and says so until it is gone', async () => {
    const node = await server.node({ tags: ['cn'] });
    const { run } = (await submit({ flow: 'note' })).body;
    await node.starts(run.id);
    const asked = await server.call('POST', `/api/runs/${run.id}/cancel`);
    expect(asked).toMatchObject({ status: 202, body: { run: { state: 'running', nodeId: 'node-1' } } });
    expect(asked.body.run.cancelRequestedAt).not.toBeNull();
    await node.cancels(run.id);
    await node.finish(run.id, { outcome: 'cancelled', code: null });
    expect((await server.call('GET', `/api/runs/${run.id}`)).body.run.state).toBe('cancelled');
  });

  it('retries a failed run as a new one, linked both ways, and only once at a time', async () => {
    const node = await server.node({ tags: ['cn'] });
    const { run } = (await submit({ flow: 'note', platform: 'pdd', shopId: '1001', params: { a: 1 } })).body;
    expectProblem(await server.call('POST', `/api/runs/${run.id}/retry`), 409, 'run_not_ended');
    await node.finish(run.id, { outcome: 'failed', code: 1, error: { type: 'EXIT', message: 'boom' } });
    const failed = (await server.call('GET', `/api/runs/${run.id}`)).body.run;
    expect(failed).toMatchObject({ state: 'failed', code: 1, error: { message: 'boom' } });

    const retried = await server.call('POST', `/api/runs/${run.id}/retry`, {
      params: { a: 2 },
      priority: 'high',
    });
    expect(retried.status).toBe(201);
    expect(submitResponseSchema.parse(retried.body).run).toMatchObject({
      retryOf: run.id,
      source: 'retry',
      params: { a: 2 },
      priority: 9,
      shopId: '1001',
    });
    expect((await server.call('GET', `/api/runs/${run.id}`)).body.run.retriedAs).toBe(retried.body.run.id);
    const again = await server.call('POST', `/api/runs/${run.id}/retry`);
    expect(again).toMatchObject({
      status: 200,
      body: { run: { id: retried.body.run.id }, deduplicated: true, paramsDiffer: true },
    });

    const attempts = await server.call('GET', `/api/runs/${run.id}/attempts`);
    expect(attemptsResponseSchema.parse(attempts.body).items).toMatchObject([
      { attempt: 1, outcome: 'failed', code: 1, nodeId: 'node-1' },
    ]);
    await node.starts(retried.body.run.id);
    const running = await server.call('GET', `/api/runs/${retried.body.run.id}/attempts`);
    expect(attemptsResponseSchema.parse(running.body).items).toMatchObject([
      { attempt: 1, outcome: null, endedAt: null },
    ]);
    await node.finish(retried.body.run.id);
    expectProblem(await server.call('POST', `/api/runs/${retried.body.run.id}/cancel`), 409, 'run_ended');
  });

  it('checks edited parameters, and makes the key of them anew', async () => {
    const { run } = (
      await submit({ flow: 'sync_order', platform: 'pdd', shopId: '1001', params: { date: '2026-11-22' } })
    ).body;
    await server.call('POST', `/api/runs/${run.id}/cancel`);
    expectProblem(
      await server.call('POST', `/api/runs/${run.id}/retry`, { params: { date: 7 } }),
      422,
      'invalid_params',
    );
    expectProblem(await server.call('POST', `/api/runs/${run.id}/retry`, { parms: {} }), 400, 'bad_request');
    const retried = await server.call('POST', `/api/runs/${run.id}/retry`, {
      params: { date: '2026-11-23' },
    });
    expect(retried.body.run.dedupeKey).toBe('1001:2026-11-23');
  });
});
