/** Files that people send for runs: in pieces, named by a parameter, read by the node, removed in the end. */
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock-system/system-clock.ts';
import { httpInputFiles } from '../../src/adapters/input-files-http/http-input-files.ts';
import { createClient } from '../../src/client/client.ts';
import type { StartFrame } from '../../src/contract/link.ts';
import type { JsonObject } from '../../src/contract/run.ts';
import type { Upload } from '../../src/contract/upload.ts';
import { withInputFiles } from '../../src/node/executors/input-files.ts';
import type { ExecutionResult, Executor } from '../../src/ports/executor.ts';
import { flowCatalog } from '../../src/services/dispatch/flow-catalog.ts';
import { expectProblem } from '../support/expect-problem.ts';
import { type Answer, startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

const day = 24 * 3_600_000;
let ahead = 0;
const clock = { ...systemClock, now: () => systemClock.now() + ahead };
const file = { type: 'string', format: 'drover-file' };
const takesFile = testFlow('import', {
  params: {
    type: 'object',
    properties: { file, more: { type: 'array', items: file } },
    required: ['file'],
  },
});
let server: TestServer;
let folder: string;
let nodeToken: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'drover-uploads-'));
  server = await startTestServer({ flows: [takesFile], clock });
  nodeToken = (await server.call('POST', '/api/tokens', { name: 'n', role: 'node' })).body.secret;
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const uploadIn = (answer: Answer): Upload => (JSON.parse(answer.text) as { upload: Upload }).upload;
const announce = (name: string, size: number): Promise<Answer> =>
  server.call('POST', '/api/uploads', { name, size });
const piece = (id: string, from: number, content: string): Promise<Answer> =>
  server.call('PUT', `/api/uploads/${id}/content?from=${from}`, content, {
    headers: { 'content-type': 'application/octet-stream' },
  });
const whole = async (name: string, content: string): Promise<Upload> => {
  const { id } = uploadIn(await announce(name, Buffer.byteLength(content)));
  return uploadIn(await piece(id, 0, content));
};

it('comes in pieces; one that is cut off or comes twice is told where to go on', async () => {
  const made = uploadIn(await announce('订单.csv', 10));
  expect(made).toMatchObject({ name: '订单.csv', size: 10, received: 0, createdBy: 'admin' });
  expect(made.param).toBe(`drover-file:${made.id}/订单.csv`);
  expect(uploadIn(await piece(made.id, 0, 'abcde')).received).toBe(5);
  const twice = await piece(made.id, 0, 'abcde');
  expectProblem(twice, 409, 'upload_offset');
  expect(JSON.parse(twice.text)).toMatchObject({ received: 5, size: 10 });
  expectProblem(await piece(made.id, 5, 'more than is left'), 409, 'upload_offset');
  expectProblem(await server.call('GET', `/api/uploads/${made.id}/content`), 404, 'unknown_upload');
  expect(uploadIn(await piece(made.id, 5, 'fghij')).received).toBe(10);
  const read = await server.call('GET', `/api/uploads/${made.id}/content`, undefined, { token: nodeToken });
  expect([read.text, read.headers.get('content-length')]).toEqual(['abcdefghij', '10']);
});

it('pieces at the same time are taken one after the other', async () => {
  const { id } = uploadIn(await announce('a.bin', 4));
  const both = await Promise.all([piece(id, 0, 'ab'), piece(id, 0, 'xy')]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(uploadIn(await server.call('GET', `/api/uploads/${id}`)).received).toBe(2);
});

it.each([
  { name: '../etc/passwd', size: 1 },
  { name: '..', size: 1 },
  { name: 'a.csv', size: 100 * 1024 * 1024 + 1 },
  { name: 'a.csv', size: -1 },
])('refuses %j', async (body) => {
  expectProblem(await server.call('POST', '/api/uploads', body), 400, 'bad_request');
});

it('the client sends a file of several pieces and tells how far it is', async () => {
  const client = createClient({ url: server.url, token: server.adminToken });
  const content = 'x'.repeat(9 * 1024 * 1024 + 7);
  const heard: number[] = [];
  const upload = await client.uploadFile(new Blob([content]), 'big.txt', (received) => heard.push(received));
  expect(heard).toEqual([4 * 2 ** 20, 8 * 2 ** 20, content.length]);
  expect((await (await client.uploadContent(upload.id)).text()) === content).toBe(true);
});

/** An executor that notes what it is given and reads the file. */
function reader(): { readonly executor: Executor; readonly seen: { params: JsonObject; text: string }[] } {
  const seen: { params: JsonObject; text: string }[] = [];
  const result: ExecutionResult = { outcome: 'succeeded', code: 0, error: null, output: null };
  const executor: Executor = {
    start: (frame) => {
      seen.push({ params: frame.params, text: readFileSync(String(frame.params['file']), 'utf8') });
      return { done: Promise.resolve(result), stop: () => {}, kill: () => {} };
    },
  };
  return { executor, seen };
}
const frameOf = (params: JsonObject): StartFrame =>
  ({ run: 'run_1', attempt: 1, flow: 'import', params, timeoutSeconds: 60 }) as unknown as StartFrame;
const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const executed = (executor: Executor, params: JsonObject, token = nodeToken) => {
  const files = httpInputFiles({ serverUrl: server.url, token: () => token });
  // The executors here look at neither.
  return withInputFiles(executor, { files, root: folder, logger }).start(
    frameOf(params),
    undefined as never,
    undefined as never,
  );
};

it('on the node the program reads the file at a path of its own, gone with the attempt', async () => {
  const upload = await whole('a: b?.csv', 'id,name\n1,Äpfel\n');
  const { executor, seen } = reader();
  expect(await executed(executor, { file: upload.param, n: 1 }).done).toMatchObject({ outcome: 'succeeded' });
  expect(seen).toMatchObject([{ text: 'id,name\n1,Äpfel\n', params: { n: 1 } }]);
  expect(path.basename(String(seen[0]?.params['file']))).toBe('a_ b_.csv');
  expect(await readdir(folder)).toEqual([]);
  // Without such a parameter nothing is fetched.
  const plain = path.join(folder, 'plain.txt');
  writeFileSync(plain, 'here');
  await executed(executor, { file: plain }).done;
  expect(seen[1]).toMatchObject({ text: 'here', params: { file: plain } });
  await rm(plain);
});

it('a file that is gone or can not be had ends the attempt in words; a stop ends it at once', async () => {
  const { executor, seen } = reader();
  const gone = { file: `drover-file:upl_${'0'.repeat(20)}/a.csv` };
  expect(await executed(executor, gone).done).toMatchObject({
    outcome: 'failed',
    code: 5,
    error: { type: 'CONFIG', message: expect.stringContaining('a.csv') as string },
  });
  const upload = await whole('a.csv', 'abc');
  expect(await executed(executor, { file: upload.param }, 'nobody').done).toMatchObject({
    error: { type: 'TRANSIENT' },
  });
  for (const [reason, outcome] of [
    ['cancel', 'cancelled'],
    ['timeout', 'timeout'],
    ['stop', 'stopped'],
  ] as const) {
    const execution = executed(executor, { file: upload.param });
    execution.stop(reason);
    expect((await execution.done).outcome).toBe(outcome);
  }
  expect(seen).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

it('a run may name only what is whole, which keeps it while it waits; the rest goes after a day', async () => {
  const [used, unused] = [await whole('used.csv', 'a'), await whole('unused.csv', 'b')];
  const { id } = uploadIn(await announce('half.csv', 2));
  const refused = await server.call('POST', '/api/runs', {
    flow: 'import',
    params: { file: `drover-file:${id}/half.csv` },
  });
  expectProblem(refused, 422, 'invalid_params');
  expect(refused.body.faults).toMatchObject([{ path: '/params/file' }]);
  const submitted = await server.call('POST', '/api/runs', { flow: 'import', params: { file: used.param } });
  expect(submitted.status).toBe(201);
  ahead += 2 * day;
  await server.services.pruner.prune();
  expect((await server.call('GET', `/api/uploads/${used.id}/content`)).text).toBe('a');
  expectProblem(await server.call('GET', `/api/uploads/${unused.id}`), 404, 'unknown_upload');
  ahead += 40 * day;
  await server.services.pruner.prune();
  expect((await server.call('GET', `/api/uploads/${used.id}/content`)).text).toBe('a');
  await server.call('POST', `/api/runs/${submitted.body.run.id}/cancel`);
  ahead += 15 * day;
  await server.services.pruner.prune();
  expectProblem(await server.call('GET', `/api/uploads/${used.id}`), 404, 'unknown_upload');
  await expect(readdir(path.join(server.folder, 'uploads'))).resolves.toEqual([]);
});

const nowhere = `drover-file:upl_${'0'.repeat(20)}/a.csv`;

it.each(['/etc/passwd', '', 'drover-file:upl_nope/x', `${nowhere}/../b`, ` ${nowhere}`])(
  'a parameter that takes a file takes no %j',
  async (text) => {
    const { param } = await whole('a.csv', 'a');
    for (const [params, at] of [
      [{ file: text }, '/params/file'],
      [{ file: param, more: [param, text] }, '/params/more/1'],
    ] as const) {
      const refused = await server.call('POST', '/api/runs', { flow: 'import', params });
      expectProblem(refused, 422, 'invalid_params');
      expect(refused.body.faults).toMatchObject([
        { path: at, words: { zh: '必须写已上传的文件：drover-file:upl_…/文件名' } },
      ]);
    }
    const scheduled = { name: 'daily', flow: 'import', cron: '0 9 * * *', params: { file: text } };
    expectProblem(await server.call('POST', '/api/schedules', scheduled), 422, 'invalid_params');
  },
);

it('a run that names a path, from before its flow took files, is not run again with it', async () => {
  await server.dispatcher.configure(flowCatalog([testFlow('import')], {}));
  const { run } = (
    await server.call('POST', '/api/runs', { flow: 'import', params: { file: '/etc/passwd' } })
  ).body;
  await server.call('POST', `/api/runs/${run.id}/cancel`);
  await server.dispatcher.configure(flowCatalog([takesFile], {}));
  const again = (edit: object): Promise<Answer> => server.call('POST', `/api/runs/${run.id}/retry`, edit);
  expectProblem(await again({}), 422, 'invalid_params');
  expectProblem(await again({ params: { file: '' } }), 422, 'invalid_params');
  expect((await again({ params: { file: (await whole('b.csv', 'b')).param } })).status).toBe(201);
});
