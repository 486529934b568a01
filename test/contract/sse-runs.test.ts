import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import type { SseMessage } from '../../src/client/sse-messages.ts';
import type { LogLine } from '../../src/contract/link.ts';
import { runSchema } from '../../src/contract/run.ts';
import {
  artifactDataSchema,
  cancelRequestedDataSchema,
  logDataSchema,
  progressDataSchema,
  stateDataSchema,
  stepDataSchema,
} from '../../src/contract/stream-events.ts';
import type { LinkNode } from '../support/link-node.ts';
import { repeatMessages } from '../support/repeat-messages.ts';
import { openSse, readSse } from '../support/sse-reader.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';
import { elapse } from '../support/until.ts';

let server: TestServer;
let node: LinkNode;
beforeAll(async () => {
  server = await startTestServer({ onDisk: true, flows: [testFlow('note', { limits: [] })] });
  node = await server.node({ slots: 50 });
  repeatMessages(server.liveBus);
});
afterEach(() => expect(server.errors).toEqual([]));
afterAll(() => server.close());

const schemas = {
  state: stateDataSchema,
  step: stepDataSchema,
  progress: progressDataSchema,
  cancel_requested: cancelRequestedDataSchema,
  artifact: artifactDataSchema,
  log: logDataSchema,
  end: runSchema,
};

/** What an attempt does next. */
type Act = 'line' | 'lines' | 'step' | 'progress' | 'file' | 'stop';
const act = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Act>('line') },
  { weight: 2, arbitrary: fc.constant<Act>('lines') },
  { weight: 3, arbitrary: fc.constant<Act>('step') },
  { weight: 3, arbitrary: fc.constant<Act>('progress') },
  { weight: 1, arbitrary: fc.constant<Act>('file') },
  { weight: 1, arbitrary: fc.constant<Act>('stop') },
);

async function submitted(): Promise<string> {
  return (await server.call('POST', '/api/runs', { flow: 'note' })).body.run.id;
}

/** Renews the node's lease. */
let renewals = 0;
function renew(): void {
  const held = node.started.map(({ run, attempt }) => ({ run, attempt, ended: false }));
  node.send({ t: 'renew', n: ++renewals, acked: renewals - 1, held });
}

/** Plays an attempt's life on the node, one frame after the other, as fast as the link takes them. */
async function play(id: string, acts: readonly Act[]): Promise<void> {
  renew();
  let { attempt } = await node.starts(id);
  let from = 0;
  let files = 0;
  let said = 0;
  const line = (): LogLine => [
    Date.now(),
    said % 3 === 0 ? 'err' : 'out',
    `第 ${++said} 行 ${'x'.repeat(said % 60)}`,
  ];
  for (const one of acts) {
    switch (one) {
      case 'line':
      case 'lines': {
        const lines = Array.from({ length: one === 'line' ? 1 : 5 }, line);
        node.send({ t: 'log', run: id, attempt, from, lines });
        from += lines.length;
        break;
      }
      case 'step':
        node.send({
          t: 'step',
          run: id,
          attempt,
          phase: 'start',
          id: String(said),
          name: 'login',
          at: Date.now(),
        });
        break;
      case 'progress':
        node.send({ t: 'progress', run: id, attempt, value: 0.5, note: `${said}`, at: Date.now() });
        break;
      case 'file': {
        const data = Buffer.from(`file ${said}`).toString('base64');
        node.send({
          t: 'artifact',
          run: id,
          attempt,
          n: ++files,
          name: 'a.txt',
          size: 5 + String(said).length,
          from: 0,
          data,
        });
        break;
      }
      case 'stop':
        // It starts again at once, within the same transaction.
        await node.finish(id, { outcome: 'stopped', code: null });
        ({ attempt } = await node.starts(id));
        from = 0;
        files = 0;
    }
  }
  await node.finish(id);
}

/** Watches a run to its end over connections that are cut after so many events, again and again. */
async function watch(id: string, cuts: readonly number[]): Promise<SseMessage[]> {
  const seen: SseMessage[] = [];
  for (let round = 0; seen.at(-1)?.event !== 'end'; round++) {
    const lastId = seen.at(-1)?.id ?? null;
    const atMost = cuts[round] ?? Number.POSITIVE_INFINITY;
    const read = await readSse(server, `/api/runs/${id}/events`, lastId, { atMost });
    if (atMost > 0 && read.length === 0) throw new Error('the stream ended before its end');
    seen.push(...read);
  }
  return seen;
}

describe("a run's events", () => {
  it('come whole, in one order, whatever the cuts: none is missed, none repeated', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 25 }),
        fc.array(fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
        async (acts, watchers) => {
          const id = await submitted();
          const live = watchers.map((cuts) => watch(id, cuts));
          await play(id, acts);
          const whole = await watch(id, []);
          for (const seen of await Promise.all(live)) expect(seen).toEqual(whole);
          // Every line that is stored was told, in its order.
          const told = whole
            .filter(({ event }) => event === 'log')
            .map(({ data }) => logDataSchema.parse(JSON.parse(data)).text);
          expect(told).toEqual(await storedLines(id));
          // Every event in the store was told.
          const stored = await server.store.history.events(id, 0, 10_000);
          expect(whole.filter(({ event }) => event !== 'log').map((one) => one.id)).toEqual([
            ...stored.map(({ seq }) => String(seq)),
            String((stored.at(-1)?.seq ?? 0) + 1),
          ]);
          for (const { event, data } of whole) schemas[event as keyof typeof schemas].parse(JSON.parse(data));
        },
      ),
      { numRuns: 40 },
    );
  });

  async function storedLines(id: string): Promise<string[]> {
    const texts: string[] = [];
    for (let attempt = 1; attempt <= 30; attempt++) {
      const bytes = Buffer.from(await server.logs.read(id, attempt, 0)).toString();
      for (const line of bytes.split('\n')) if (line !== '') texts.push((JSON.parse(line) as LogLine)[2]);
    }
    return texts;
  }

  it('go on behind every single one of them', async () => {
    const id = await submitted();
    await play(id, ['line', 'step', 'lines', 'progress', 'line', 'file', 'stop', 'lines', 'step', 'line']);
    const whole = await watch(id, []);
    expect(whole.length).toBeGreaterThan(20);
    for (const [i, { id: lastId }] of whole.entries()) {
      const rest = await readSse(server, `/api/runs/${id}/events`, lastId);
      expect(rest).toEqual(whole.slice(i + 1));
      expect(await readSse(server, `/api/runs/${id}/events?after=${lastId}`, null)).toEqual(rest);
    }
    expect((await openSse(server, `/api/runs/${id}/events`, whole.at(-1)?.id)).status).toBe(204);
  });

  it('are named as the contract says, with headers that proxies need', async () => {
    const id = await submitted();
    const { status, headers, messages } = await openSse(server, `/api/runs/${id}/events`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(headers.get('x-accel-buffering')).toBe('no');
    const { attempt } = await node.starts(id);
    node.send({ t: 'log', run: id, attempt, from: 0, lines: [[0, 'out', 'hello']] });
    await server.call('POST', `/api/runs/${id}/cancel`);
    await node.finish(id, { outcome: 'cancelled', code: null });
    const seen: [string, unknown][] = [];
    for await (const { id: at, event, data } of messages) {
      expect(at).toMatch(event === 'log' ? /^\d+\.\d+$/ : /^\d+$/);
      seen.push([event, JSON.parse(data)]);
    }
    expect(seen.map(([event]) => event)).toEqual(
      expect.arrayContaining(['state', 'log', 'cancel_requested', 'end']),
    );
    expect(seen[0]).toEqual([
      'state',
      // A slot was free: it was queued and started in one.
      expect.objectContaining({
        from: null,
        via: ['queued'],
        to: 'running',
        attempt: 1,
        code: null,
        error: null,
      }),
    ]);
    expect(seen.find(([event]) => event === 'log')?.[1]).toEqual({
      attempt: 1,
      stream: 'out',
      text: 'hello',
      at: '1970-01-01T00:00:00.000Z',
    });
    expect(seen.at(-1)).toEqual(['end', expect.objectContaining({ id, state: 'cancelled' })]);
  });

  it('behind an id from the future begin anew, which a reset says first', async () => {
    const id = await submitted();
    await play(id, []);
    const path = `/api/runs/${id}/events`;
    const [first, second] = await readSse(server, path, '999999999', { atMost: 2 });
    expect(first).toMatchObject({ event: 'reset', id: '0' });
    expect(second).toMatchObject({ event: 'state' });
    expect((await readSse(server, path, '0', { atMost: 1 }))[0]).toEqual(second);
  });

  it('of a run that nobody knows, behind an id that is none, without a token or with one in the address, are refused', async () => {
    const id = await submitted();
    await play(id, []);
    const events = (query = '', options = {}) =>
      server.call('GET', `/api/runs/${id}/events${query}`, undefined, options);
    expect(await server.call('GET', '/api/runs/nobody/events')).toMatchObject({
      status: 404,
      body: { code: 'unknown_run' },
    });
    expect(await events('', { headers: { 'last-event-id': 'x' } })).toMatchObject({ status: 400 });
    expect(await events('', { token: null })).toMatchObject({ status: 401 });
    expect(await events(`?access_token=${server.adminToken}`, { token: null })).toMatchObject({
      status: 401,
    });
    expect(await events('?access_token=x')).toMatchObject({ status: 400, body: { code: 'unknown_filter' } });
  });

  it('are read once for all who watch, and not at all while nothing happens', async () => {
    const id = await submitted();
    const { attempt } = await node.starts(id);
    const lastOf = ({ data }: SseMessage): boolean => data.includes('"note":"now"');
    const watchers = Array.from({ length: 100 }, () =>
      readSse(server, `/api/runs/${id}/events`, null, { last: lastOf }),
    );
    const first = await openSse(server, `/api/runs/${id}/events`);
    for await (const { event, data } of first.messages)
      if (event === 'state' && data.includes('"to":"running"')) break;
    await expect.poll(() => server.services.streams.watching(), { timeout: 8_000 }).toBe(100);
    const before = server.store.statements();
    await elapse(300);
    expect(server.store.statements()).toBe(before);
    node.send({ t: 'progress', run: id, attempt, value: 0.1, note: 'now', at: Date.now() });
    const seen = await Promise.all(watchers);
    expect(new Set(seen.map((messages) => JSON.stringify(messages))).size).toBe(1);
    // One write, one read of the run's events (which looks its number up); with one reading each it would be hundreds.
    expect(server.store.statements() - before).toBeLessThan(20);
    await node.finish(id);
  });

  it('reach the client as typed events, over cuts', async () => {
    const client = createClient({ url: server.url, token: server.adminToken });
    const id = await submitted();
    const events: string[] = [];
    const reading = (async () => {
      for await (const { event, data } of client.runEvents(id))
        events.push(event === 'log' ? data.text : event);
    })();
    await play(id, ['line', 'step']);
    await reading;
    expect(events.at(-1)).toBe('end');
    expect(events).toContain('step');
    const whole = await watch(id, []);
    const rest = client.runEvents(id, { lastEventId: whole.at(-1)?.id ?? '' });
    expect(await rest.next()).toEqual({ done: true, value: undefined });
    await expect(client.runEvents('nobody').next()).rejects.toMatchObject({ code: 'unknown_run' });
  });
});
