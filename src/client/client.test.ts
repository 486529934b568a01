import { expect, test } from 'vitest';
import { ApiError } from './api-error.ts';
import { type Client, createClient } from './client.ts';
import { logEntries } from './log-entries.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** A client whose requests go nowhere but into `sent`. */
function clientOf(
  answer: () => Response | Promise<Response>,
  token: string | null = 'secret',
): { client: Client; sent: Sent[] } {
  const sent: Sent[] = [];
  const client = createClient({
    url: 'http://host/base/',
    token,
    fetch: async (input, init = {}) => {
      sent.push({ url: input instanceof Request ? input.url : input.toString(), init });
      return answer();
    },
  });
  return { client, sent };
}

test('requests have their path, query, token and body', async () => {
  const { client, sent } = clientOf(() => Response.json({ items: [], nextCursor: null, run: {} }));
  await client.runs({ state: ['queued', 'running'], shop: 'pdd:1001', text: 'a b&c', limit: 5 });
  await client.submit({ flow: 'x', params: { a: 1 } }, { idempotencyKey: 'k' });
  await client.cancel('a/b');
  expect(sent[0]?.url).toBe(
    'http://host/base/api/runs?state=queued%2Crunning&shop=pdd%3A1001&text=a+b%26c&limit=5',
  );
  expect(sent[0]?.init.headers).toEqual({ authorization: 'Bearer secret' });
  expect(sent[1]?.init).toMatchObject({
    method: 'POST',
    body: '{"flow":"x","params":{"a":1}}',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
  });
  expect(sent[2]?.url).toBe('http://host/base/api/runs/a%2Fb/cancel');
});

test('a retry tells of a run that does the job already', async () => {
  const answer = { run: { id: 'run_2' }, deduplicated: true, paramsDiffer: true };
  const { client, sent } = clientOf(() => Response.json(answer));
  expect(await client.retry('run_1', { params: { a: 2 } })).toEqual(answer);
  expect(sent[0]?.url).toBe('http://host/base/api/runs/run_1/retry');
});

test('without a token none is sent', async () => {
  const { client, sent } = clientOf(() => Response.json({}), null);
  await client.health();
  expect(sent[0]?.init.headers).toEqual({});
});

test('a refusal is an error with its code, words and details', async () => {
  const problem = {
    type: 'about:blank',
    title: 'Duplicate run',
    status: 409,
    detail: 'held by run_1',
    code: 'duplicate_run',
    holder: 'run_1',
  };
  const { client } = clientOf(() => Response.json(problem, { status: 409 }));
  const error: unknown = await client.submit({ flow: 'x' }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    code: 'duplicate_run',
    status: 409,
    message: 'held by run_1',
    words: null,
    faults: [],
    details: { holder: 'run_1' },
  });
});

test('a refusal carries its words and its faults in both languages, and nothing that has another form', async () => {
  const words = { zh: '有误', en: 'wrong' };
  const problem = {
    ...{ code: 'bad_request', detail: 'wrong', words },
    faults: [
      { path: '/a', message: 'wrong', words },
      { path: '/b', message: 'wrong', words: 1 },
      { path: '/c' },
    ],
  };
  const refused = async (body: unknown): Promise<unknown> => {
    const { client } = clientOf(() => Response.json(body, { status: 400 }));
    return client.submit({ flow: 'x' }).catch((thrown: unknown) => thrown);
  };
  expect(await refused(problem)).toMatchObject({
    words,
    faults: [
      { path: '/a', message: 'wrong', words },
      { path: '/b', message: 'wrong' },
    ],
    details: { faults: problem.faults },
  });
  expect(await refused({ ...problem, words: { zh: 1 }, faults: {} })).toMatchObject({
    words: null,
    faults: [],
  });
});

test.each([
  [() => new Response('<html>', { status: 502 }), { code: 'not_drover', status: 502 }],
  [() => new Response('{"code":"whatever"}', { status: 400 }), { code: 'not_drover', status: 400 }],
  [() => new Response('<html>'), { code: 'not_drover', status: 200 }],
  [
    () => Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })),
    { code: 'unreachable', status: 0, message: 'connect ECONNREFUSED' },
  ],
] as const)('an answer that is none of ours: %#', async (answer, expected) => {
  const { client } = clientOf(answer);
  await expect(client.health()).rejects.toMatchObject(expected);
});

test('log lines are read whole however they were cut, and junk is left out', async () => {
  const bytes = new TextEncoder().encode(
    '[1,"out","第一行"]\nnot json\n{"a":1}\n[2,"err","x"]\n[3,"sys","end"]',
  );
  const pieces = [bytes.slice(0, 11), bytes.slice(11, 12), bytes.slice(12, 40), bytes.slice(40)];
  const seen = await Array.fromAsync(logEntries(ReadableStream.from(pieces)));
  expect(seen).toEqual([
    { at: 1, stream: 'out', text: '第一行' },
    { at: 2, stream: 'err', text: 'x' },
    { at: 3, stream: 'sys', text: 'end' },
  ]);
});

test('whoever leaves a followed log ends the request', async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('[1,"out","a"]\n')),
    cancel: () => {
      cancelled = true;
    },
  });
  const { client, sent } = clientOf(() => new Response(body));
  const log = client.logs('run_1', { follow: true });
  expect((await log.next()).value).toMatchObject({ text: 'a' });
  await log.return();
  expect(cancelled).toBe(true);
  expect(sent[0]?.url).toBe('http://host/base/api/runs/run_1/logs?format=ndjson&follow=1');
});
