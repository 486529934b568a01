/** `drover submit --wait` over connections that are really cut, and over the end of the server. */
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import type { Run } from '../../src/contract/run.ts';
import type { LinkNode } from '../support/link-node.ts';
import { type TestCaller, testCaller } from '../support/test-caller.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';
import { until } from '../support/until.ts';
import { type Way, wayTo } from '../support/way-to.ts';

const waitMs = 15_000;

let server: TestServer;
let node: LinkNode;
let way: Way;
beforeEach(async () => {
  server = await startTestServer({
    flows: [testFlow('note')],
    shops: ['1001', '1002'].map((id) => ({
      ...{ platform: 'pdd', id, name: id, tags: [], owner: null, enabled: true, settings: {} },
    })),
  });
  node = await server.node();
  way = await wayTo(server.port);
});
afterEach(async () => {
  await way.close();
  await server.close();
});

/** Submits and waits, once `count` runs have been started. */
async function waiting(count: number, ...args: string[]) {
  const env = { DROVER_SERVER_URL: way.url, DROVER_TOKEN: server.adminToken };
  const caller = testCaller(['submit', 'note', '--wait', ...args], { env });
  const ended = runCommandLine(caller);
  const runs = async (): Promise<readonly Run[]> => (await server.call('GET', '/api/runs')).body.items;
  await until('the runs', async () => (await runs()).length === count, waitMs);
  const ids = (await runs()).map(({ id }) => id).sort();
  for (const id of ids) await node.starts(id);
  return { caller, ended, ids };
}

const lost = ({ stderr }: TestCaller): Promise<unknown> =>
  until('word of it', () => stderr().includes('connection to the server is lost'), waitMs);

describe('a connection that is lost', () => {
  test('is made again, whose run has ended meanwhile', async () => {
    const { caller, ended, ids } = await waiting(1);
    await way.close();
    await lost(caller);
    await node.finish(ids[0] ?? '');
    await way.open();
    expect(await ended).toBe(0);
    expect(caller.stdout()).toContain(`${ids[0]}  succeeded`);
    expect(caller.stderr()).toContain('Connected again.');
  });

  test('is made again for each run of a batch', async () => {
    const { caller, ended, ids } = await waiting(2, '--shops', 'platform=pdd');
    way.cut();
    await lost(caller);
    await until('the connection', () => caller.stderr().includes('Connected again.'), waitMs);
    await way.close();
    for (const id of ids) await node.finish(id);
    await way.open();
    expect(await ended).toBe(0);
    for (const [at, id] of ids.entries())
      expect(caller.stdout()).toContain(`${id}  pdd:${1001 + at}  succeeded`);
  });

  test.each([
    ['en', 'The server has stayed away for 1 s'],
    ['zh', '服务端已失联 1 秒'],
  ])('for good ends it with 3 and says so (%s)', async (language, words) => {
    const { caller, ended } = await waiting(1, '--retry-for', '1s', '--lang', language);
    await way.close();
    expect(await ended).toBe(3);
    expect(caller.stderr()).toContain(words);
    await way.open();
  });

  test('is not made again by a server that takes connections and ends them at once', async () => {
    const { caller, ended } = await waiting(1, '--retry-for', '2s');
    await way.close();
    // What stands in its place knows the run, and has no event to tell.
    const other = createServer((request, response) => {
      if (request.url?.endsWith('/events') === true)
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
      else
        void server
          .call('GET', request.url ?? '/')
          .then(({ status, body }) => response.writeHead(status).end(JSON.stringify(body)));
    });
    other.listen(Number(new URL(way.url).port), '127.0.0.1');
    expect(await ended).toBe(3);
    expect(caller.stderr()).toContain('The server has stayed away for 2 s');
    expect(caller.stderr()).not.toContain('Connected again.');
    other.close();
    await way.open();
  });
});
