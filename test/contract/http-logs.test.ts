import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock-system/system-clock.ts';
import type { LogLine } from '../../src/contract/link.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { LinkNode } from '../support/link-node.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

/** 14:32:08.123 in Shanghai. */
const at = Date.parse('2026-11-22T06:32:08.123Z');
const lines: LogLine[] = [
  [at, 'out', '第一行'],
  [at + 877, 'err', 'second'],
  [at + 60_000, 'sys', 'third'],
];
const text = '14:32:08.123 第一行\n14:32:09.000 [stderr] second\n14:33:08.123 [drover] third\n';

let server: TestServer;
let node: LinkNode;
beforeEach(async () => {
  const flows = [testFlow('note', { retry: { max: 1, delays: [0] } })];
  // The silence after which followed logs say that they are alive is shortened.
  const timer: Clock['timer'] = (ms, fn) => systemClock.timer(ms === 10_000 ? 20 : ms, fn);
  server = await startTestServer({ flows, httpClock: { ...systemClock, timer } });
  node = await server.node();
});
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

async function started(): Promise<string> {
  const { run } = (await server.call('POST', '/api/runs', { flow: 'note' })).body;
  await node.starts(run.id);
  return run.id;
}

const log = (id: string, query = '', headers: Record<string, string> = {}) =>
  server.call('GET', `/api/runs/${id}/logs${query}`, undefined, { headers });

describe('a log', () => {
  it('is read as text with times, stderr marked, or as it was stored', async () => {
    const id = await started();
    await server.logs.append(id, 1, 0, lines);
    const answer = await log(id);
    expect(answer.text).toBe(text);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('x-drover-attempt')).toBe('1');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await log(id, '?format=ndjson')).text).toBe(
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
  });

  it('is empty before there is one, and unknown for an attempt that has not been', async () => {
    const id = (await server.call('POST', '/api/runs', { flow: 'note', delaySeconds: 60 })).body.run.id;
    expect(await log(id)).toMatchObject({ status: 200, text: '' });
    expect(await log(id, '?attempt=1')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await log(id, '?atempt=1')).toMatchObject({ status: 400, body: { code: 'unknown_filter' } });
  });

  it('larger than one piece comes whole', async () => {
    const id = await started();
    const many = Array.from(
      { length: 20_000 },
      (_, i): LogLine => [at, 'out', `line ${i} ${'长'.repeat(20)}`],
    );
    await server.logs.append(id, 1, 0, many);
    const answer = await log(id);
    expect(answer.text.split('\n')).toHaveLength(20_001);
    expect(answer.text).toContain(`line 19999 `);
    const raw = await log(id, '?format=ndjson');
    expect(Buffer.byteLength(raw.text)).toBe(await server.logs.size(id, 1));
  });

  it('comes in ranges of bytes', async () => {
    const id = await started();
    await server.logs.append(id, 1, 0, lines);
    const whole = Buffer.from((await log(id, '?format=ndjson')).text);
    for (const [range, from, to] of [
      ['bytes=0-9', 0, 10],
      ['bytes=5-', 5, whole.length],
      ['bytes=-7', whole.length - 7, whole.length],
      ['bytes=60-9999', 60, whole.length],
    ] as const) {
      const part = await log(id, '?format=ndjson', { range });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${whole.length}`);
      expect(part.text).toBe(whole.subarray(from, to).toString());
    }
    expect(await log(id, '?format=ndjson', { range: 'bytes=9999-' })).toMatchObject({
      status: 416,
      body: { code: 'range_not_satisfiable', size: whole.length },
    });

    const rendered = Buffer.from(text);
    const part = await log(id, '', { range: 'bytes=13-40' });
    expect(part.status).toBe(206);
    // How long the whole text is, is known only at its end.
    expect(part.headers.get('content-range')).toBe('bytes 13-40/*');
    expect(part.text).toBe(rendered.subarray(13, 41).toString());
    const end = await log(id, '', { range: 'bytes=41-' });
    expect(end.headers.get('content-range')).toBe(`bytes 41-${rendered.length - 1}/${rendered.length}`);
    expect(end.text).toBe(rendered.subarray(41).toString());
    expect(await log(id, '', { range: 'bytes=9999-' })).toMatchObject({ status: 416 });
    expect(
      (await server.call('HEAD', `/api/runs/${id}/logs?format=ndjson`)).headers.get('content-length'),
    ).toBe(String(whole.length));
  });
});

/** Reads a stream until it holds `wanted`; the rest is for the next call. */
function following(response: Response): { until(wanted: string): Promise<string>; rest(): Promise<string> } {
  const body: ReadableStream<Uint8Array> | null = response.body;
  const reader = body!.getReader();
  const decoder = new TextDecoder();
  let heard = '';
  return {
    until: async (wanted) => {
      while (!heard.includes(wanted)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`ended before ${wanted}: ${heard}`);
        heard += decoder.decode(value, { stream: true });
      }
      return heard;
    },
    rest: async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return heard;
        heard += decoder.decode(value, { stream: true });
      }
    },
  };
}

const follow = (id: string, query = '', signal: AbortSignal | null = null): Promise<Response> =>
  fetch(`${server.url}/api/runs/${id}/logs?follow=1${query}`, {
    headers: { authorization: `Bearer ${server.adminToken}` },
    signal,
  });

describe('following', () => {
  it('begins at once, shows lines as they come, and ends with the run', async () => {
    const id = await started();
    const response = await follow(id);
    expect(response.status).toBe(200);
    const stream = following(response);
    await server.logs.append(id, 1, 0, lines.slice(0, 1));
    await stream.until('第一行');
    await server.logs.append(id, 1, 1, lines.slice(1));
    await stream.until('third');
    await node.finish(id);
    expect(await stream.rest()).toBe(text);
  });

  it('goes on with the next attempt, unless it was asked for one', async () => {
    const id = await started();
    const all = following(await follow(id));
    const one = following(await follow(id, '&attempt=1'));
    await server.logs.append(id, 1, 0, [[at, 'out', 'try one']]);
    await node.finish(id, { outcome: 'stopped', code: null });
    expect(await one.rest()).toContain('try one');
    await node.starts(id);
    await server.logs.append(id, 2, 0, [[at, 'out', 'try two']]);
    await all.until('try two');
    await node.finish(id);
    expect(await all.rest()).toBe('14:32:08.123 try one\n14:32:08.123 try two\n');
  });

  it('waits for a run that has not started, and ends with one that is cancelled', async () => {
    const id = (await server.call('POST', '/api/runs', { flow: 'note', delaySeconds: 60 })).body.run.id;
    const stream = following(await follow(id));
    await server.call('POST', `/api/runs/${id}/cancel`);
    expect(await stream.rest()).toBe('');
  });

  it('as NDJSON, has an empty line now and then while nothing is said', async () => {
    const id = await started();
    const stream = following(await follow(id, '&format=ndjson'));
    await stream.until('\n\n');
    await server.logs.append(id, 1, 0, lines);
    await stream.until('third');
    await node.finish(id);
    const said = (await stream.rest()).split('\n').filter((line) => line !== '');
    expect(said.map((line): unknown => JSON.parse(line))).toEqual(lines);
  });

  it('of an ended run is its whole log', async () => {
    const id = await started();
    await server.logs.append(id, 1, 0, lines);
    await node.finish(id);
    expect(await following(await follow(id)).rest()).toBe(text);
  });

  it('leaves nothing behind when the client goes away', async () => {
    const id = await started();
    let listeners = 0;
    const subscribe = server.liveBus.subscribe.bind(server.liveBus);
    let gone: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      gone = resolve;
    });
    Object.assign(server.liveBus, {
      subscribe: (listener: Parameters<typeof subscribe>[0]) => {
        listeners++;
        const stop = subscribe(listener);
        return () => {
          listeners--;
          stop();
          gone();
        };
      },
    });
    const leave = new AbortController();
    const stream = following(await follow(id, '', leave.signal));
    await server.logs.append(id, 1, 0, lines);
    await stream.until('third');
    expect(listeners).toBe(1);
    leave.abort();
    await released;
    expect(listeners).toBe(0);
  });

  it('of a client that does not read holds back the reading, not the memory', async () => {
    const id = await started();
    const chunk = Array.from({ length: 1000 }, (): LogLine => [at, 'out', 'x'.repeat(1000)]);
    for (let i = 0; i < 30; i++) await server.logs.append(id, 1, i * 1000, chunk);
    let taken = 0;
    const read = server.services.logReader.follow.bind(server.services.logReader);
    Object.assign(server.services.logReader, {
      async *follow(...args: Parameters<typeof read>) {
        for await (const piece of read(...args)) {
          taken += piece.length;
          yield piece;
        }
      },
    });
    const socket = connect(server.port, '127.0.0.1');
    await new Promise<void>((resolve) => {
      socket.once('readable', resolve);
      socket.write(
        `GET /api/runs/${id}/logs?follow=1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.adminToken}\r\n\r\n`,
      );
    });
    // Everything else is served meanwhile, until nothing more is taken for the one that does not read.
    for (let before = -1; before !== taken; ) {
      before = taken;
      for (let i = 0; i < 100; i++) await server.call('GET', '/healthz');
    }
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(20_000_000);
    socket.destroy();
  });

  it('ends when the server stops', async () => {
    const id = await started();
    const stream = following(await follow(id));
    await server.logs.append(id, 1, 0, lines);
    await stream.until('third');
    const closed = server.close();
    expect(await stream.rest()).toBe(text);
    await closed;
    server = await startTestServer();
  });
});
