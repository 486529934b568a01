/** The progress profile of `POST /rpa/v1/exec`: named events with ids, then the result, over whatever cuts. */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { type SseMessage, sseMessages } from '../../src/client/sse-messages.ts';
import { execCreatedSchema, execStatusSchema } from '../../src/contract/exec.ts';
import { logDataSchema, stepDataSchema } from '../../src/contract/stream-events.ts';
import { expectProblem } from '../support/expect-problem.ts';
import type { LinkNode } from '../support/link-node.ts';
import { repeatMessages } from '../support/repeat-messages.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

const schemas = {
  created: execCreatedSchema,
  status: execStatusSchema,
  step: stepDataSchema,
  log: logDataSchema,
};

async function startWorld(timeoutSeconds: number): Promise<{ server: TestServer; node: LinkNode }> {
  const engine = testFlow('engine', { kind: 'engine', pool: 'engine', limits: [], timeoutSeconds });
  const server = await startTestServer({ onDisk: true, engine });
  const flows = [{ name: 'engine', kind: 'engine', hash: engine.hash }];
  return { server, node: await server.node({ slots: 50, pools: ['engine'], flows }) };
}

let server: TestServer;
let node: LinkNode;
beforeAll(async () => {
  ({ server, node } = await startWorld(600));
  repeatMessages(server.liveBus);
});
afterEach(() => expect(server.errors).toEqual([]));
afterAll(() => server.close());

interface Reading {
  readonly status: number;
  readonly headers: Headers;
  readonly messages: readonly SseMessage[];
}

interface Asked {
  readonly lastId?: string | null;
  /** The stream is left after so many events. */
  readonly atMost?: number;
  readonly token?: string;
  readonly profile?: boolean;
  readonly onOpen?: (runId: string) => void;
}

/** Calls as another program would, and reads. */
async function read(at: TestServer, sid: string, asked: Asked = {}): Promise<Reading> {
  const { lastId = null, atMost = Number.POSITIVE_INFINITY, token = 'of-the-engine', profile } = asked;
  const response = await fetch(`${at.url}/rpa/v1/exec${profile === true ? '' : '?progress=1'}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: profile === true ? 'text/event-stream; profile=progress' : '*/*',
      ...(lastId === null ? {} : { 'last-event-id': lastId }),
    },
    body: JSON.stringify({ project_id: 'p', sid }),
  });
  const { status, headers, body } = response;
  const messages: SseMessage[] = [];
  asked.onOpen?.(headers.get('x-drover-run-id') ?? '');
  if (status !== 200 || body === null) {
    await body?.cancel();
    return { status, headers, messages };
  }
  if (atMost > 0)
    for await (const message of sseMessages(body, { lastId: '', retryMs: 0 }, () => undefined)) {
      messages.push(message);
      if (messages.length >= atMost) break;
    }
  else await body.cancel();
  return { status, headers, messages };
}

/** Watches a call from its start to its result over connections that are cut after so many events, again and again. */
async function watch(at: TestServer, { sid, id }: Call, cuts: readonly number[]): Promise<SseMessage[]> {
  const seen: SseMessage[] = [];
  for (let round = 0; seen.at(-1)?.event !== 'message'; round++) {
    const atMost = cuts[round] ?? Number.POSITIVE_INFINITY;
    const { messages } = await read(at, sid, { lastId: seen.at(-1)?.id ?? `${id}:0`, atMost });
    if (atMost > 0 && messages.length === 0) throw new Error('the stream ended before its result');
    seen.push(...messages);
  }
  return seen;
}

interface Call {
  readonly sid: string;
  /** Its run. */
  readonly id: string;
}

let calls = 0;
/** Begins a call. The connection is cut at once: the run goes on. */
async function begun(at: TestServer = server): Promise<Call> {
  const sid = `s${++calls}`;
  const opened = Promise.withResolvers<string>();
  await read(at, sid, { atMost: 0, onOpen: opened.resolve });
  return { sid, id: await opened.promise };
}

type Act = 'line' | 'lines' | 'step' | 'progress';
const act = fc.constantFrom<Act>('line', 'lines', 'step', 'progress');

/** Plays the engine's attempt on the node, one frame after the other. */
async function play(id: string, acts: readonly Act[]): Promise<void> {
  const { attempt } = await node.starts(id);
  let from = 0;
  for (const [n, one] of acts.entries()) {
    const at = Date.now();
    if (one === 'step')
      node.send({ t: 'step', run: id, attempt, phase: 'start', id: `${n}`, name: 'create', at });
    else if (one === 'progress')
      node.send({ t: 'progress', run: id, attempt, value: 0, note: `PENDING ${n}`, at });
    else {
      const count = one === 'line' ? 1 : 4;
      const lines = Array.from({ length: count }, (_, i) => [at, 'sys', `第 ${n}.${i} 行`] as const);
      node.send({ t: 'log', run: id, attempt, from, lines: lines.map((line) => [...line]) });
      from += count;
    }
  }
  await node.finish(id, { output: { said: '0000-好', data: { rows: acts.length } } });
}

it('a call is not run again without its caller, nor submitted in another way: the token is no longer kept', async () => {
  const { id } = await begun();
  await node.starts(id);
  await node.finish(id, { outcome: 'failed', code: 1, error: { type: 'EXIT', message: 'broken' } });
  expectProblem(await server.call('POST', `/api/runs/${id}/retry`), 409, 'not_retryable');
  const client = createClient({ url: server.url, token: server.adminToken });
  const [letter] = (await client.deadLetters()).items;
  expect(letter).toMatchObject({ runId: id });
  expectProblem(await server.call('POST', `/api/dead-letters/${letter?.id}/retry`), 409, 'not_retryable');
  expectProblem(await server.call('POST', '/api/runs', { flow: 'engine' }), 400, 'bad_request');
});

describe('the progress profile', () => {
  it('comes whole, in one order, whatever the cuts: nothing is missed, nothing repeated', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 20 }),
        fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 10 }), { minLength: 1, maxLength: 3 }),
        async (acts, watchers) => {
          const call = await begun();
          const { sid, id } = call;
          const live = watchers.map((cuts) => watch(server, call, cuts));
          await play(id, acts);
          const whole = await watch(server, call, []);
          for (const seen of await Promise.all(live)) expect(seen).toEqual(whole);
          expect(whole[0]).toMatchObject({ event: 'created' });
          expect(whole.at(-1)).toEqual({
            id: `${id}:end`,
            event: 'message',
            data: `{"code":0,"message":"Success: 0000-好","sid":"${sid}","data":{"rows":${acts.length}}}`,
          });
          // Every event of the run that is no end, and every line.
          const lines = acts.reduce((sum, one) => sum + (one === 'line' ? 1 : one === 'lines' ? 4 : 0), 0);
          const stored = await server.store.history.events(id, 0, 10_000);
          expect(whole.filter(({ event }) => event === 'log')).toHaveLength(lines);
          expect(
            whole.filter(({ event }) => !['log', 'message'].includes(event)).map((one) => one.id),
          ).toEqual(stored.map(({ seq }) => `${id}:${seq}`));
          for (const { event, data } of whole.slice(0, -1))
            schemas[event as keyof typeof schemas].parse(JSON.parse(data));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('goes on behind every single event, for the same request and token only; after the result there is nothing', async () => {
    const call = await begun();
    const { sid, id } = call;
    await play(id, ['line', 'step', 'lines', 'progress', 'line']);
    const whole = await watch(server, call, []);
    for (const [i, { id: lastId }] of whole.slice(0, -1).entries())
      expect((await read(server, sid, { lastId })).messages).toEqual(whole.slice(i + 1));
    const [first] = whole;
    const lastId = first?.id ?? '';
    expect((await read(server, sid, { lastId: whole.at(-1)?.id ?? '' })).status).toBe(204);
    for (const refused of [
      read(server, sid, { lastId, token: 'another-token' }),
      read(server, 'another-sid', { lastId }),
      read(server, sid, { lastId: 'nonsense' }),
      read(server, sid, { lastId: `run_nobody:${lastId.split(':').at(-1)}` }),
    ])
      expect((await refused).status).toBe(422);
    // None of that was taken for a call of its own.
    expect(node.started).toEqual([]);
  });

  it('is asked for by Accept too, and reaches the typed client', async () => {
    const { sid, id } = await begun();
    const asked = read(server, sid, { profile: true });
    const client = createClient({ url: server.url, token: null });
    const typed = (async () => {
      const seen: string[] = [];
      for await (const one of client.execEvents({ project_id: 'p', sid }, 'Bearer of-the-engine'))
        seen.push(one.event === 'message' ? String(one.data.code) : one.event);
      return seen;
    })();
    await expect.poll(() => server.services.streams.watching(), { timeout: 8_000 }).toBe(2);
    await play(id, ['step']);
    const { headers, messages } = await asked;
    expect(headers.get('x-drover-run-id')).toBe(id);
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const named = messages.map(({ event }) => event);
    expect(named).toEqual(expect.arrayContaining(['created', 'status', 'step', 'message']));
    expect(await typed).toEqual(named.map((event) => (event === 'message' ? '0' : event)));
  });

  it('ends at the deadline with all that came before it, also for who goes on later', async () => {
    const late = await startWorld(1);
    try {
      const call = await begun(late.server);
      const { sid, id } = call;
      const whole = await watch(late.server, call, []);
      expect(whole.at(-1)).toEqual({
        id: `${id}:end`,
        event: 'message',
        data: `{"code":55003,"message":"Timeout error","sid":"${sid}","data":null}`,
      });
      expect(whole.map(({ event }) => event)).toContain('status');
      for (const [i, { id: lastId }] of whole.slice(0, -1).entries())
        expect((await read(late.server, sid, { lastId })).messages).toEqual(whole.slice(i + 1));
    } finally {
      await late.server.close();
    }
  });
});
