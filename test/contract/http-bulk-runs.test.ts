/** Cancelling and retrying many runs: by a selection and by a filter, at a rate, with progress. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BulkJob } from '../../src/contract/dead-letter.ts';
import type { Run } from '../../src/contract/run.ts';
import { expectProblem } from '../support/expect-problem.ts';
import type { LinkNode } from '../support/link-node.ts';
import { type Answer, startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

let server: TestServer;
let node: LinkNode;

beforeAll(async () => {
  const params = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] } as const;
  server = await startTestServer({ flows: [testFlow('note', { params }), testFlow('other')], onDisk: true });
  node = await server.node({ slots: 20 });
});
afterAll(async () => {
  await server.close();
});

const bulk = (body: object): Promise<Answer> => server.call('POST', '/api/runs/bulk', body);
const jobIn = (answer: Answer): BulkJob => (JSON.parse(answer.text) as { job: BulkJob }).job;
const done = async (answer: Answer): Promise<BulkJob> => {
  expect(answer.status).toBe(202);
  const { id } = jobIn(answer);
  await expect
    .poll(async () => jobIn(await server.call('GET', `/api/dead-letters/bulk/${id}`)).state, {
      timeout: 8000,
    })
    .toBe('done');
  return jobIn(await server.call('GET', `/api/dead-letters/bulk/${id}`));
};
const submit = async (body: object): Promise<string> =>
  (await server.call('POST', '/api/runs', body)).body.run.id;
const run = async (id: string): Promise<Run> => (await server.call('GET', `/api/runs/${id}`)).body.run;
const failed = async (n: number): Promise<string> => {
  const id = await submit({ flow: 'note', params: { n }, tags: ['failing'], maxRetries: 0 });
  await node.finish(id, { outcome: 'failed', code: 1, error: { type: 'EXIT', message: `exit ${n}` } });
  return id;
};

it('a text that no list can hold selects nothing and is refused with its place', async () => {
  const id = await submit({ flow: 'note', delaySeconds: 600, params: { n: 6 }, tags: ['bystander'] });
  for (const text of ['\0zzzz', '\n', 'note\0']) {
    const answer = await bulk({ action: 'cancel', filter: { text } });
    expectProblem(answer, 400, 'bad_request');
    expect(answer.body.faults).toMatchObject([{ path: '/filter/text' }]);
    const query = encodeURIComponent(text);
    for (const list of ['runs', 'runs/stats', 'runs/export', 'shops', 'schedules', 'schedules/plan']) {
      const listed = await server.call('GET', `/api/${list}?text=${query}`);
      expectProblem(listed, 400, 'bad_request');
      expect(listed.body.faults, list).toMatchObject([{ path: '?text' }]);
    }
  }
  expectProblem(await server.call('GET', '/api/search?q=%00note'), 400, 'bad_request');
  expect(await run(id)).toMatchObject({ state: 'scheduled' });
});

it('cancels what waits and what runs, and leaves what has ended', async () => {
  const later = { flow: 'note', delaySeconds: 600, tags: ['batch-a'] };
  const waiting = [
    await submit({ ...later, params: { n: 1 } }),
    await submit({ ...later, params: { n: 2 } }),
  ];
  const running = await submit({ flow: 'note', params: { n: 3 }, tags: ['batch-a'] });
  await node.starts(running);
  const ended = await submit({ flow: 'note', params: { n: 4 }, tags: ['batch-a'] });
  await node.finish(ended);
  const other = await submit({ ...later, params: { n: 5 }, tags: ['batch-b'] });

  const job = await done(await bulk({ action: 'cancel', filter: { tag: 'batch-a' }, note: 'stop' }));
  expect(job).toMatchObject({
    subject: 'runs',
    action: 'cancel',
    total: 3,
    done: 3,
    failed: 0,
    note: 'stop',
  });
  for (const id of waiting) expect(await run(id)).toMatchObject({ state: 'cancelled' });
  expect((await run(running)).cancelRequestedAt).not.toBeNull();
  expect(await run(ended)).toMatchObject({ state: 'succeeded' });
  expect(await run(other)).toMatchObject({ state: 'scheduled' });
});

it('retries a filter once, with an edit, and a selection again', async () => {
  const ids = [await failed(11), await failed(12), await failed(13)];
  const body = {
    action: 'retry',
    filter: { flow: 'note', tag: 'failing', state: ['failed'] },
    edit: { mergeParams: { n: 99 }, priority: 'high' },
    ratePerSecond: 1000,
  };
  expect(await done(await bulk(body))).toMatchObject({ total: 3, done: 3, failed: 0, percent: 100 });
  for (const id of ids) {
    const { retriedAs } = await run(id);
    expect(await run(retriedAs ?? '')).toMatchObject({ retryOf: id, params: { n: 99 }, priority: 9 });
    await node.finish(retriedAs ?? '');
    // Its dead letter is settled with it.
    const letter = await server.call('GET', `/api/dead-letters/${id}`);
    expect(letter.text).toContain('"state":"retried"');
  }
  expect(await done(await bulk(body))).toMatchObject({ total: 3, done: 0, skipped: 3 });
  expect(await done(await bulk({ action: 'retry', ids: [...ids, 'nothing'] }))).toMatchObject({
    total: 3,
    done: 3,
  });
});

it('what a run refuses is told by its id, and the others go on', async () => {
  const ids = [await failed(21), await failed(22)];
  const job = await done(await bulk({ action: 'retry', ids, edit: { mergeParams: { n: null } } }));
  expect(job).toMatchObject({ total: 2, done: 0, failed: 2 });
  expect(job.faults.map(({ id, code }) => [id, code])).toEqual(ids.map((id) => [id, 'invalid_params']));
  expect(await run(ids[0] ?? '')).toMatchObject({ retriedAs: null });
});

it('a job is paused and resumed where it stopped', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.push(await submit({ flow: 'other', delaySeconds: 900, params: { n } }));
  const made = jobIn(await bulk({ action: 'cancel', ids, ratePerSecond: 0.01 }));
  const command = (word: string): Promise<Answer> =>
    server.call('POST', `/api/dead-letters/bulk/${made.id}/${word}`);
  expect(jobIn(await command('pause'))).toMatchObject({ state: 'paused', total: 5 });
  expect(jobIn(await command('resume'))).toMatchObject({ state: 'running' });
  await command('cancel');
});

it.each([
  { action: 'cancel' },
  { action: 'ignore', ids: ['x'] },
  { action: 'cancel', ids: ['x'], filter: {} },
  { action: 'cancel', ids: ['x'], edit: { priority: 'low' } },
  { action: 'retry', filter: { shop: '1' } },
])('refuses %j', async (body) => {
  expectProblem(await bulk(body), 400, 'bad_request');
});
