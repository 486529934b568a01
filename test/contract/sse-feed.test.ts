import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock-system/system-clock.ts';
import { createClient } from '../../src/client/client.ts';
import type { SseMessage } from '../../src/client/sse-messages.ts';
import type { LogLine } from '../../src/contract/link.ts';
import { alarmDataSchema, changeDataSchema } from '../../src/contract/stream-events.ts';
import type { LinkNode } from '../support/link-node.ts';
import { repeatMessages } from '../support/repeat-messages.ts';
import { openSse, readSse, type SseReading } from '../support/sse-reader.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

/** Two of the server's times are shortened, so that what they bring about can be seen. */
const shortened: Readonly<Record<number, number>> = { 8_000: 50, 15_000: 300 };

let server: TestServer;
let node: LinkNode;
beforeEach(async () => {
  // The first of the slots by which a new schedule's parameters are tried, and none to come.
  const at = { const: '2026-01-01T00:00:01Z' };
  const strict = testFlow('strict', { params: { type: 'object', properties: { at } } });
  const flows = [testFlow('a', { limits: [] }), testFlow('b', { limits: [] }), strict];
  const httpClock = {
    ...systemClock,
    timer: (ms: number, fn: () => void) => systemClock.timer(shortened[ms] ?? ms, fn),
  };
  server = await startTestServer({ onDisk: true, flows, httpClock });
  node = await server.node({ slots: 50 });
  repeatMessages(server.liveBus);
});
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

const dataOf = ({ data }: SseMessage): Record<string, unknown> => JSON.parse(data) as Record<string, unknown>;

async function finished(flow: string, shop?: string): Promise<string> {
  const body = { flow, ...(shop === undefined ? {} : { platform: 'pdd', shopId: shop }) };
  const { id } = (await server.call('POST', '/api/runs', body)).body.run;
  await node.finish(id);
  return id;
}

/** Messages until one of them is about the end of this run. */
async function until(reading: SseReading, id: string): Promise<SseMessage[]> {
  const seen: SseMessage[] = [];
  for await (const message of reading.messages) {
    seen.push(message);
    const data = dataOf(message);
    if (data['runId'] === id && data['to'] === 'succeeded') return seen;
  }
  throw new Error('the feed ended');
}

/** The states that runs came to, also those that they only passed through. */
function statesIn(messages: readonly SseMessage[]): unknown[] {
  return messages.flatMap((message) => {
    const { via, to, runId } = dataOf(message);
    const passed: readonly unknown[] = Array.isArray(via) ? via : [];
    return [...passed, to].map((state) => [message.event, runId, state]);
  });
}

/** For what other processes than this one may hold up. */
const patience = { timeout: 8_000 };

describe('the live feed', () => {
  it('tells of slots that fail among what happens to runs, live and again to who comes back', async () => {
    const past = await openSse(server, '/api/events');
    const [known] = await until(past, await finished('a'));
    const [all, ofFlow, ofShop] = await Promise.all([
      openSse(server, '/api/events'),
      openSse(server, '/api/events?flow=strict'),
      openSse(server, '/api/events?shop=pdd:1001'),
    ]);
    const schedule = { name: 'short', flow: 'strict', everySeconds: 1, params: { at: '{slot.at}' } };
    expect((await server.call('POST', '/api/schedules', schedule)).status).toBe(201);
    const alertOf = async (reading: SseReading): Promise<SseMessage> => {
      for await (const message of reading.messages) if (message.event === 'slot') return message;
      throw new Error('the feed ended');
    };
    const alert = await alertOf(all);
    expect(dataOf(alert)).toMatchObject({
      ...{ scheduleId: 'short', flow: 'strict', alert: 'failed', reason: 'refused', count: 1, lateMs: null },
      words: { en: expect.stringContaining('Failed: the run was refused.') as string },
    });
    expect(await alertOf(ofFlow)).toEqual(alert);
    const again = await openSse(server, '/api/events', known?.id);
    expect(await alertOf(again)).toEqual(alert);
    const last = await finished('a', '1001');
    const seen = await until(ofShop, last);
    expect(new Set(seen.map(({ event }) => event))).toEqual(new Set(['state']));
  });

  it('tells of alarms of the broker where nothing narrows it, live and again to who comes back', async () => {
    const past = await openSse(server, '/api/events');
    const [known] = await until(past, await finished('a'));
    const [all, ofFlow] = await Promise.all(
      ['/api/events', '/api/events?flow=a'].map((path) => openSse(server, path)),
    );
    if (all === undefined || ofFlow === undefined) throw new Error('none');
    const words = { en: 'Queue q piles up: 2000 messages.', zh: '队列 q 积压：2000 条。' };
    const alarm = {
      ...({ change: 'raised', rule: 'length', queue: 'q', value: 2000, threshold: 1000 } as const),
      ...{ detail: null, words },
    };
    const since = Date.parse('2026-11-22T06:32:08.000Z');
    await server.dispatcher.command((work) => work.alarm({ kind: 'alarm', ...alarm, since }));
    const last = await finished('a');
    const seen = await until(all, last);
    const told = seen.filter(({ event }) => event === 'alarm');
    expect(told.map((message) => alarmDataSchema.parse(dataOf(message)))).toMatchObject([
      { ...alarm, since: '2026-11-22T06:32:08.000Z' },
    ]);
    const again = await until(await openSse(server, '/api/events', known?.id), last);
    expect(again.filter(({ event }) => event === 'alarm')).toEqual(told);
    expect(new Set((await until(ofFlow, last)).map(({ event }) => event))).toEqual(new Set(['state']));
  });

  it('tells of shops that are changed and of maintenance where nothing narrows it', async () => {
    const [all, ofState] = await Promise.all(
      ['/api/events', '/api/events?state=succeeded'].map((path) => openSse(server, path)),
    );
    if (all === undefined || ofState === undefined) throw new Error('none');
    await expect.poll(() => server.services.streams.watching(), patience).toBe(2);
    const acts = [
      ['PUT', '/api/shops/pdd/7', { name: 'Seventh' }],
      ['POST', '/api/shops/pdd/7/pause', {}],
      ['POST', '/api/shops/pdd/7/resume', {}],
      ['POST', '/api/system/maintenance', { on: true }],
      ['POST', '/api/system/maintenance', { on: false }],
    ] as const;
    for (const [method, path, body] of acts)
      expect((await server.call(method, path, body)).status, path).toBeLessThan(300);
    const last = await finished('a');
    const told = (await until(all, last)).filter(({ event }) => event === 'change');
    const areas = told.map((message) => changeDataSchema.parse(dataOf(message)).area);
    expect(areas.length).toBeGreaterThanOrEqual(acts.length);
    expect(new Set(areas)).toEqual(new Set(['shops', 'system']));
    const seen = await until(ofState, last);
    expect(new Set(seen.map(({ event }) => event))).toEqual(new Set(['state']));
  });

  it('tells of schedules that are changed, and of slots that come and make no run', async () => {
    const all = await openSse(server, '/api/events');
    await expect.poll(() => server.services.streams.watching(), patience).toBe(1);
    const at = '/api/schedules/often';
    const schedule = { flow: 'a', cron: '0 3 * * *', timezone: 'Asia/Shanghai' };
    const acts = [
      ['POST', '/api/schedules', { name: 'often', ...schedule }],
      ['POST', `${at}/pause`, {}],
      ['PUT', at, { flow: 'a', everySeconds: 1 }],
    ] as const;
    const told: string[] = [];
    const next = async (): Promise<void> => {
      const { value, done } = await all.messages.next();
      if (done === true) throw new Error('the feed ended');
      if (value.event === 'change') told.push(changeDataSchema.parse(dataOf(value)).area);
    };
    for (const [method, path, body] of acts)
      expect((await server.call(method, path, body)).status, path).toBeLessThan(300);
    // Who reads the slots whenever the feed speaks comes to see the one that is left out.
    let slots: readonly unknown[] = [];
    while (slots.length === 0) {
      await next();
      slots = (await server.call('GET', `${at}/slots`)).body.items;
    }
    expect(slots).toMatchObject([{ state: 'skipped', reason: 'paused' }]);
    expect((await server.call('DELETE', at)).status).toBe(200);
    while (told.length < acts.length + 2) await next();
    expect(new Set(told)).toEqual(new Set(['schedules']));
  });

  it('tells what happens to all runs from now on, in one order for everybody', async () => {
    await finished('a');
    const readings = await Promise.all(Array.from({ length: 20 }, () => openSse(server, '/api/events')));
    const first = await finished('a');
    const second = await finished('b', '1001');
    const all = await Promise.all(readings.map((reading) => until(reading, second)));
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(statesIn(all[0] ?? [])).toEqual(
      [first, second].flatMap((id) => ['queued', 'running', 'succeeded'].map((to) => ['state', id, to])),
    );
    expect(dataOf(all[0]?.at(-1) ?? { id: '', event: '', data: '{}' })).toMatchObject({
      runId: second,
      flow: 'b',
      platform: 'pdd',
      shopId: '1001',
      from: 'running',
      to: 'succeeded',
      attempt: 1,
      code: 0,
      error: null,
    });
  });

  it('goes on behind every one of its ids, also those that it gave without an event', async () => {
    const reading = await openSse(server, '/api/events');
    const last = await finished('a');
    const seen = await until(reading, last);
    const more = await finished('b');
    for (const [i, { id }] of seen.entries()) {
      const rest = await until(await openSse(server, '/api/events', id), more);
      expect(rest.slice(0, seen.length - i - 1)).toEqual(seen.slice(i + 1));
      expect(rest).toHaveLength(seen.length - i - 1 + 3);
    }
    const idle = await openSse(server, '/api/events?flow=b');
    const pending = idle.messages.next();
    await expect.poll(() => idle.state.lastId, patience).not.toBe('');
    const other = await finished('a');
    await expect
      .poll(() => idle.state.lastId.split('-')[0], patience)
      .toBe(String((await server.store.history.lastEvent())?.seq));
    const { lastId } = idle.state;
    const wanted = await finished('b');
    expect(dataOf((await pending).value ?? { id: '', event: '', data: '{}' })['runId']).toBe(wanted);
    await idle.messages.return();
    const rest = await until(await openSse(server, '/api/events', lastId), wanted);
    expect(rest.map((message) => dataOf(message)['runId'])).not.toContain(other);
  });

  it('is narrowed by flow, platform, shop and state', async () => {
    const narrowed = (query: string) => openSse(server, `/api/events?${query}`);
    const [flow, shop, platform, state] = await Promise.all(
      ['flow=b', 'shop=pdd:7', 'platform=pdd', 'state=succeeded,failed'].map(narrowed),
    );
    if (flow === undefined || shop === undefined || platform === undefined || state === undefined)
      throw new Error('none');
    const a = await finished('a', '7');
    const b = await finished('b', '8');
    const runs = (messages: SseMessage[]) => [
      ...new Set(messages.map((message) => dataOf(message)['runId'])),
    ];
    expect(runs(await until(flow, b))).toEqual([b]);
    expect(runs(await until(shop, a))).toEqual([a]);
    expect(runs(await until(platform, b))).toEqual([a, b]);
    expect((await until(state, b)).map((message) => dataOf(message)['to'])).toEqual([
      'succeeded',
      'succeeded',
    ]);
    for (const query of ['shop=a%20b', 'access_token=x', 'state=done']) {
      expect(await server.call('GET', `/api/events?${query}`)).toMatchObject({ status: 400 });
    }
  });

  it('says reset where it can not go on, and goes on from now', async () => {
    const before = await openSse(server, '/api/events');
    const [, seen] = [await finished('a'), await before.messages.next()];
    const known = seen.value?.id ?? '';
    // The same number with another time is another installation's event.
    const strange = `${known.split('-')[0] ?? ''}-${(Number.parseInt(known.split('-')[1] ?? '', 36) + 1).toString(36)}`;
    for (const id of ['nonsense', '999999-abc', strange]) {
      const reading = await openSse(server, '/api/events', id);
      expect((await reading.messages.next()).value).toMatchObject({ event: 'reset', data: '{}' });
      const next = await finished('a');
      const ofNext = (await until(reading, next)).filter((message) => dataOf(message)['runId'] === next);
      expect(statesIn(ofNext)).toHaveLength(3);
    }
    await expect(
      openSse(server, '/api/events', known).then((reading) => reading.messages.next()),
    ).resolves.toMatchObject({
      value: { event: 'state' },
    });
  });

  it('says reset when more has happened since than is told again', async () => {
    const { messages, state } = await openSse(server, '/api/events');
    const { id } = (await server.call('POST', '/api/runs', { flow: 'a' })).body.run;
    await messages.next();
    const old = state.lastId;
    await server.dispatcher.command(async (work) => {
      const run = await work.runById(id);
      for (let i = 0; run !== undefined && i < 10_001; i++) {
        await work.note(run, { kind: 'progress', attempt: 1, value: 0, note: null });
      }
    });
    expect(await readSse(server, '/api/events', old, { atMost: 1 })).toMatchObject([{ event: 'reset' }]);
    // A connection that stays open misses nothing of it.
    let count = 0;
    for await (const { event } of messages) if (event === 'progress' && ++count === 10_001) break;
    await node.finish(id);
  });

  it('lets something be heard at once and again and again, and ends when the server does', async () => {
    const socket = connect(server.port, '127.0.0.1');
    let text = '';
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (bytes) => {
      text += String(bytes);
    });
    socket.write(`GET /api/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.adminToken}\r\n\r\n`);
    await expect
      .poll(() => text, patience)
      .toMatch(/\r\n\r\n[0-9a-f]+\r\n: drover\nretry: 1000\nid: 0-0\n\n/);
    await expect.poll(() => text.split(': ping\n').length, patience).toBeGreaterThan(3);
    await server.close();
    await closed;
    server = await startTestServer();
  });

  it('and a watched run cut a reader that takes nothing', async () => {
    const { id } = (await server.call('POST', '/api/runs', { flow: 'a' })).body.run;
    const { attempt } = await node.starts(id);
    // Far more than the system's own buffers hold.
    const lines = Array.from({ length: 4000 }, (): LogLine => [0, 'out', 'x'.repeat(8000)]);
    await server.logs.append(id, attempt, 0, lines);
    const socket = connect(server.port, '127.0.0.1');
    const cut = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.write(
      `GET /api/runs/${id}/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.adminToken}\r\n\r\n`,
    );
    socket.pause();
    await expect.poll(() => server.services.streams.watching(), patience).toBe(1);
    await expect.poll(() => server.services.streams.watching(), patience).toBe(0);
    socket.resume();
    await cut;
    // One that reads gets all of it.
    let count = 0;
    for await (const { event } of (await openSse(server, `/api/runs/${id}/events`)).messages) {
      if (event === 'log' && ++count === lines.length) break;
    }
    await node.finish(id);
  });

  it('is still there for who begins to read late, whatever the collector has taken meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    // What this flag puts into new contexts.
    const collect = runInNewContext('gc') as () => void;
    const reading = await openSse(server, '/api/events');
    const last = await finished('a');
    collect();
    // What waits for collected things runs in a turn of its own.
    await finished('b');
    collect();
    await finished('b');
    expect(statesIn(await until(reading, last))).toHaveLength(3);
  });

  it('reaches the client as typed events and goes on over a cut connection', async () => {
    const client = createClient({ url: server.url, token: server.adminToken });
    const seen: unknown[] = [];
    const stop = new AbortController();
    const reading = (async () => {
      for await (const { event, data } of client.feed({ flow: 'b', signal: stop.signal })) {
        seen.push(event === 'state' ? data.to : event);
      }
    })();
    await expect.poll(() => server.services.streams.watching(), patience).toBe(1);
    await finished('b');
    await expect.poll(() => seen, patience).toEqual(['queued', 'running', 'succeeded']);
    stop.abort();
    await reading;
  });
});
