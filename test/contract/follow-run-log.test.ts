/** `drover runs logs -f` over connections that are really cut, and over the end of the server. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import type { LinkNode } from '../support/link-node.ts';
import { type TestCaller, testCaller } from '../support/test-caller.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';
import { until } from '../support/until.ts';
import { type Way, wayTo } from '../support/way-to.ts';

const waitMs = 15_000;

let server: TestServer;
let node: LinkNode;
let way: Way;
let serverEnded: boolean;
beforeEach(async () => {
  server = await startTestServer({ flows: [testFlow('note')] });
  node = await server.node();
  way = await wayTo(server.port);
  serverEnded = false;
});
afterEach(async () => {
  await way.close();
  if (!serverEnded) await server.close();
});

async function submitted(): Promise<string> {
  const { run } = (await server.call('POST', '/api/runs', { flow: 'note' })).body;
  await node.starts(run.id);
  return run.id;
}

const append = (id: string, attempt: number, at: number, ...texts: string[]): Promise<unknown> =>
  server.logs.append(
    id,
    attempt,
    at,
    texts.map((text) => [Date.now(), 'out', text]),
  );

function follow(
  id: string,
  ...more: string[]
): { readonly caller: TestCaller; readonly ended: Promise<number> } {
  const env = { DROVER_SERVER_URL: way.url, DROVER_TOKEN: server.adminToken };
  const caller = testCaller(['runs', 'logs', '-f', id, ...more], { env });
  return { caller, ended: runCommandLine(caller) };
}

const lines = ({ stdout }: TestCaller): string[] =>
  stdout()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(9));

const shown = (caller: TestCaller, count: number): Promise<unknown> =>
  until(`${count} lines`, () => lines(caller).length >= count, waitMs);

describe('a connection that is cut', () => {
  test('is made again, and the log goes on exactly where it was', async () => {
    const id = await submitted();
    await append(id, 1, 0, 'one 一', 'two 二');
    const { caller, ended } = follow(id);
    await shown(caller, 2);
    await way.close();
    await until('word of it', () => caller.stderr().includes('connection to the server is lost'), waitMs);
    await append(id, 1, 2, 'three 三');
    await way.open();
    await shown(caller, 3);
    way.cut();
    await append(id, 1, 3, 'four');
    await node.finish(id);
    expect(await ended).toBe(0);
    expect(lines(caller)).toEqual(['one 一', 'two 二', 'three 三', 'four']);
    expect(caller.stderr()).toContain('Connected again.');
  });

  test('may hide the end of one attempt and the whole of the run', async () => {
    const id = await submitted();
    await append(id, 1, 0, 'first 1');
    const { caller, ended } = follow(id);
    await shown(caller, 1);
    await way.close();
    await append(id, 1, 1, 'first 2');
    await node.finish(id, { outcome: 'stopped', code: null });
    await until('the second attempt', async () => (await node.starts(id)).attempt === 2, waitMs);
    await append(id, 2, 0, 'second 1', 'second 2');
    await node.finish(id);
    await way.open();
    expect(await ended).toBe(0);
    expect(lines(caller)).toEqual(['first 1', 'first 2', 'second 1', 'second 2']);
  });

  test('goes on in the attempt that it was in, after one before it was read too', async () => {
    const id = await submitted();
    await append(id, 1, 0, 'first');
    const { caller, ended } = follow(id);
    await shown(caller, 1);
    await node.finish(id, { outcome: 'stopped', code: null });
    await until('the second attempt', async () => (await node.starts(id)).attempt === 2, waitMs);
    await append(id, 2, 0, 'second 1');
    await shown(caller, 2);
    way.cut();
    await append(id, 2, 1, 'second 2');
    await shown(caller, 3);
    await node.finish(id);
    expect(await ended).toBe(0);
    expect(lines(caller)).toEqual(['first', 'second 1', 'second 2']);
  });

  test.each([
    ['en', 'The server has stayed away for 1 s'],
    ['zh', '服务端已失联 1 秒'],
  ])('for good ends it with 3 and says so (%s)', async (language, words) => {
    const id = await submitted();
    await append(id, 1, 0, 'one');
    const { caller, ended } = follow(id, '--retry-for', '1s', '--lang', language);
    await shown(caller, 1);
    await way.close();
    expect(await ended).toBe(3);
    expect(caller.stderr()).toContain(words);
    expect(lines(caller)).toEqual(['one']);
    await way.open();
  });
});

describe('a server that stops in order', () => {
  test('ends the answer, which is not the end of the run', async () => {
    const id = await submitted();
    await append(id, 1, 0, 'one');
    const { caller, ended } = follow(id, '--retry-for', '1s', '--attempt', '1');
    await shown(caller, 1);
    serverEnded = true;
    await server.close();
    expect(await ended).toBe(3);
    expect(caller.stderr()).toMatch(/connection to the server is lost[\s\S]*stayed away/);
  });
});

test('lines that are missing are told in the language of whoever reads', async () => {
  const id = await submitted();
  await append(id, 1, 0, 'one');
  await append(id, 1, 4, 'five');
  await server.logs.lost(id, 1, Date.now());
  await node.finish(id);
  const chinese = follow(id, '--lang', 'zh');
  expect(await chinese.ended).toBe(0);
  expect(lines(chinese.caller)).toEqual([
    'one',
    '-- 这里缺少 3 行：与执行节点的连接中断',
    'five',
    '-- 执行节点失联：最后输出的内容可能不全',
  ]);
  const english = follow(id);
  expect(await english.ended).toBe(0);
  expect(lines(english.caller)[1]).toBe('-- 3 lines left out: the connection to the node was lost');
});

test('one attempt is followed to its own end', async () => {
  const id = await submitted();
  await append(id, 1, 0, 'first');
  const { caller, ended } = follow(id, '--attempt', '1');
  await shown(caller, 1);
  await node.finish(id, { outcome: 'stopped', code: null });
  expect(await ended).toBe(0);
  expect(lines(caller)).toEqual(['first']);
  expect(caller.stderr()).toBe('');
  expect(await follow('run_absent').ended).toBe(1);
});
