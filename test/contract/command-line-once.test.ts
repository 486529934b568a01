/** `drover once` against a server with real HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { type OnceKey, oncePageSchema, onceResponseSchema } from '../../src/contract/once.ts';
import type { LinkNode } from '../support/link-node.ts';
import { testCaller } from '../support/test-caller.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

let folder: string;
let server: TestServer;
let node: LinkNode;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drover-cli-'));
  server = await startTestServer({ flows: [testFlow('pay', { limits: [] })] });
  node = await server.node({ slots: 20 });
});
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function drover(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { DROVER_SERVER_URL: server.url, DROVER_TOKEN: server.adminToken };
  const caller = testCaller(args, { folder, env });
  const code = await runCommandLine(caller);
  return { code, out: caller.stdout(), err: caller.stderr() };
}
async function json(...args: string[]): Promise<unknown> {
  const { out, err } = await drover('--json', ...args);
  expect(err).toBe('');
  return JSON.parse(out);
}
const keys = async (...args: string[]): Promise<OnceKey[]> =>
  oncePageSchema.parse(await json('once', 'ls', ...args)).items;

/** A run that has begun the key and is at it. */
async function begun(key: string): Promise<string> {
  const { id } = (await server.call('POST', '/api/runs', { flow: 'pay' })).body.run;
  await node.starts(id);
  node.send({ t: 'once', run: id, attempt: 1, key, phase: 'begin', ttlSeconds: 3600 });
  await expect.poll(() => keys('--state', 'all', '--key', key), { timeout: 5000 }).toHaveLength(1);
  return id;
}
/** One that has failed at it without a word. */
async function unknown(key: string): Promise<string> {
  const id = await begun(key);
  await node.finish(id, { outcome: 'failed', code: 1, error: { type: 'EXIT', message: 'exit 1' } });
  return id;
}

test('lists what waits for a person, or what is asked for', async () => {
  const first = await unknown('pay:1');
  const second = await begun('pay:2');
  const listed = await drover('once', 'ls');
  expect(listed.out).toMatch(new RegExp(`^Key +State .*\\npay:1 +unknown +${first} +1 +20`));
  expect(listed.out.trim().split('\n')).toHaveLength(2);
  expect((await drover('once', 'ls', '--lang', 'zh')).out).toMatch(/结果不明/);
  expect(await keys('--state', '进行中')).toMatchObject([
    { key: 'pay:2', state: 'under_way', runId: second },
  ]);
  expect(await keys('--state', 'all', '--run', first)).toMatchObject([{ key: 'pay:1' }]);
  expect((await drover('once', 'ls', '--from', '2999-01-01')).err).toContain('No such keys.');
  expect((await drover('once', 'ls', '--state', 'all', '--limit', '1')).err).toMatch(/--cursor \d+/);
  expect(await drover('once', 'ls', '--state', 'lost')).toMatchObject({ code: 2 });
});

test('settles as happened, with a value and a note', async () => {
  const run = await unknown('pay:1');
  const done = await drover('once', 'settle', 'pay:1', '--happened', '--value', '{"id":7}', '--note', 'seen');
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(done.out).toContain('once "pay:1" counts as happened');
  expect(done.out).toContain(`drover runs retry ${run}`);
  const listed = await drover('once', 'ls', '--state', 'done');
  expect(listed.out).toMatch(/has happened, says admin \(.*\): seen/);
  const again = ['once', 'settle', '--happened', 'pay:1'];
  expect(await drover(...again, '--value', '{"id":7}')).toMatchObject({ code: 0 });
  expect(await drover(...again)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/once "pay:1" has happened: admin said so at/) as string,
  });
});

test('settles as not happened; what was said of an earlier attempt is told as that', async () => {
  const run = await unknown('-x');
  const freed = await drover('once', 'settle', '--not-happened', '--lang', 'zh', '--', '-x');
  expect(freed.out).toContain('once“-x”按未完成处理：下一次尝试会执行它。');
  expect(
    onceResponseSchema.parse(await json('once', 'settle', '--not-happened', '--', '-x')).once,
  ).toMatchObject({
    state: 'freed',
  });
  await unknown('-x');
  expect((await drover('once', 'ls')).out).toMatch(
    new RegExp(`${run} attempt 1: has not happened, says admin`),
  );
});

test('refuses what is under way, unknown, or not said clearly', async () => {
  const run = await begun('pay:2');
  const settle = (...args: string[]) => drover('once', 'settle', ...args);
  const refused = async (code: number, text: string, ...args: string[]) =>
    expect(await settle(...args)).toMatchObject({ code, err: expect.stringContaining(text) as string });
  await refused(1, `attempt 1 of run ${run} is at it since`, 'pay:2', '--happened');
  await refused(1, '正在进行', 'pay:2', '--happened', '--lang', 'zh');
  await refused(1, 'There is no key "pay:3"', 'pay:3', '--not-happened');
  await refused(2, 'either --happened or --not-happened', 'pay:2');
  await refused(2, 'either --happened or --not-happened', 'pay:2', '--happened', '--not-happened');
  await refused(2, '--value goes with --happened', 'pay:2', '--not-happened', '--value', '1');
  await refused(2, '--value is not valid JSON', 'pay:2', '--happened', '--value', '{');
  await refused(2, 'would lose digits', 'pay:2', '--happened', '--value', '1234567890123456789');
});
