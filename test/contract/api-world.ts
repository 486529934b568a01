import { connect } from 'node:net';
import { expect } from 'vitest';
import { randomIds } from '../../src/adapters/ids-random/random-ids.ts';
import { bulkJobPageSchema } from '../../src/contract/dead-letter.ts';
import type { LinkNode } from '../support/link-node.ts';
import type { Answer, TestServer } from '../support/test-server.ts';

/** What the requests of openapi.test.ts are about: runs in each state, dead letters, jobs, shops, upgrades. */
export type ApiWorld = ReturnType<typeof apiWorld>;

/** `server` has a flow `note` with an integer parameter `n`; `node` executes it; `nodeToken` is good for nothing else. */
export function apiWorld(server: TestServer, node: LinkNode, nodeToken: string) {
  const { call } = server;
  const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    call('GET', path, undefined, { headers });
  const post = (path: string, body: unknown = {}): Promise<Answer> => call('POST', path, body);
  const unique = (): string => randomIds.next('x').replace(/\W/g, '');

  // What requests are about.
  const waitingRun = async (): Promise<string> =>
    (await post('/api/runs', { flow: 'note', delaySeconds: 3600, dedupeKey: unique() })).body.run.id;
  const runningRun = async (): Promise<string> => {
    const { id } = (await post('/api/runs', { flow: 'note', dedupeKey: unique() })).body.run;
    await node.starts(id);
    return id;
  };
  const endedRun = async (): Promise<string> => {
    const id = await runningRun();
    await server.logs.append(id, 1, 0, [[Date.now(), 'out', 'a line']]);
    await node.finish(id);
    return id;
  };
  const failedRun = async (batch = false): Promise<{ id: string; batch: string }> => {
    const asked = { flow: 'note', dedupeKey: unique(), maxRetries: 0 };
    const answer = await post(batch ? '/api/runs/batch' : '/api/runs', batch ? { runs: [asked] } : asked);
    const { id } = batch ? (answer.body.results[0]?.run ?? { id: '' }) : answer.body.run;
    const error = { type: 'EXIT' as const, message: 'exit 1' };
    await node.finish(id, { outcome: 'failed', code: 1, error });
    return { id, batch: answer.body.batchId };
  };
  /** A run under way that has kept `a.txt`. */
  const runWithFile = async (): Promise<string> => {
    const run = await runningRun();
    const data = Buffer.from('hello').toString('base64');
    node.send({ t: 'artifact', run, attempt: 1, n: 1, name: 'a.txt', size: 5, from: 0, data });
    await expect
      .poll(async () => (await get(`/api/runs/${run}/artifacts`)).body.items.length, { timeout: 5000 })
      .toBe(1);
    return run;
  };
  /** A key that a run under way has begun, with the run's id. */
  const onceUnderWay = async (): Promise<{ key: string; run: string }> => {
    const [key, run] = [unique(), await runningRun()];
    node.send({ t: 'once', run, attempt: 1, key, phase: 'begin', ttlSeconds: 60 });
    await expect
      .poll(async () => (await get(`/api/once?key=${key}`)).body.items.length, { timeout: 5000 })
      .toBe(1);
    return { key, run };
  };
  /** A key of unknown outcome. */
  const unknownOnce = async (): Promise<string> => {
    const { key, run } = await onceUnderWay();
    await node.finish(run, { outcome: 'failed', code: 1, error: { type: 'EXIT', message: 'exit 1' } });
    return key;
  };
  const shop = async (): Promise<string> => {
    const path = `/api/shops/pdd/${unique()}`;
    await call('PUT', path, { name: 'A shop' });
    return path;
  };
  const idOf = (answer: Answer, member: string): string => {
    const found: unknown = JSON.parse(answer.text);
    const value = (found as Record<string, { id: string }>)[member];
    return value?.id ?? '';
  };
  const bulkJob = async (ratePerSecond = 0.01): Promise<string> => {
    const ids = [(await failedRun()).id, (await failedRun()).id];
    return idOf(await post('/api/dead-letters/bulk', { action: 'ignore', ids, ratePerSecond }), 'job');
  };
  const letter = async (): Promise<string> => `/api/dead-letters/${(await failedRun()).id}`;
  const settled = async (): Promise<string> => {
    const path = await letter();
    await post(`${path}/archive`, { note: 'seen' });
    return path;
  };
  const retried = async (): Promise<string> => {
    const path = await letter();
    await post(`${path}/retry`);
    return path;
  };
  /** The answer while as many bulk jobs are under way as the server takes. */
  const whileFull = async (request: () => Promise<Answer>): Promise<Answer> => {
    const jobs: string[] = [];
    const fill = async (): Promise<void> => {
      for (let id = await bulkJob(); id !== ''; id = await bulkJob()) jobs.push(id);
    };
    await fill();
    // A quick one of before may have taken a place, which it gives back.
    const quick = async (): Promise<number> => {
      const { items } = bulkJobPageSchema.parse(
        JSON.parse((await get('/api/dead-letters/bulk?limit=200')).text),
      );
      return items.filter((job) => job.state === 'running' && job.ratePerSecond >= 1).length;
    };
    await expect.poll(quick, { timeout: 5000 }).toBe(0);
    await fill();
    const answer = await request();
    for (const id of jobs) await post(`/api/dead-letters/bulk/${id}/cancel`);
    return answer;
  };
  /** The beginning of an answer that goes on: its head, and the first bytes. */
  const beginning = async (path: string): Promise<Answer> => {
    const abort = new AbortController();
    const response = await fetch(server.url + path, {
      headers: { authorization: `Bearer ${server.adminToken}` },
      signal: abort.signal,
    });
    const piece = await response.body?.getReader().read();
    abort.abort();
    const text = new TextDecoder().decode(piece?.value as Uint8Array | undefined);
    // Nothing of it is JSON.
    return { status: response.status, headers: response.headers, body: {} as Answer['body'], text };
  };
  /** An upgrade that the server lets through; `fetch` makes none. */
  const upgraded = (): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () =>
        socket.write(
          `GET /api/link HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${nodeToken}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`,
        ),
      );
      socket.once('error', reject);
      socket.once('data', (bytes) => {
        socket.destroy();
        const status = Number(/^HTTP\/1\.1 (\d+)/.exec(bytes.toString())?.[1]);
        resolve({ status, headers: new Headers(), body: {} as Answer['body'], text: '' });
      });
    });
  /** An upgrade that is refused, as the answer of a request. */
  const refusedUpgrade = (token: string | null): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const signed = token === null ? '' : `authorization: Bearer ${token}\r\n`;
      const socket = connect(server.port, '127.0.0.1', () =>
        socket.write(
          `GET /api/link HTTP/1.1\r\nhost: a\r\n${signed}connection: upgrade\r\nupgrade: websocket\r\n\r\n`,
        ),
      );
      let said = '';
      socket.once('error', reject).on('data', (bytes) => {
        said += bytes.toString();
      });
      socket.once('end', () => {
        const [head = '', text = ''] = said.split('\r\n\r\n');
        const fields = head.split('\r\n').slice(1);
        const headers = new Headers(
          fields.map((field): [string, string] => [
            field.slice(0, field.indexOf(':')),
            field.slice(field.indexOf(':') + 1).trim(),
          ]),
        );
        const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]);
        resolve({ status, headers, body: JSON.parse(text) as Answer['body'], text });
      });
    });

  const csv = (text: string): Promise<Answer> =>
    call('POST', '/api/shops/import', text, { headers: { 'content-type': 'text/csv' } });
  return {
    call,
    get,
    post,
    unique,
    waitingRun,
    runningRun,
    endedRun,
    failedRun,
    runWithFile,
    onceUnderWay,
    unknownOnce,
    shop,
    bulkJob,
    letter,
    settled,
    retried,
    whileFull,
    beginning,
    upgraded,
    refusedUpgrade,
    csv,
  };
}
