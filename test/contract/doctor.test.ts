/** `drover doctor` on healthy and on broken surroundings. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { badToken, startEngine } from '../../examples/engine/engine.ts';
import { checkCgroup } from '../../src/cli/doctor/machine-checks.ts';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { wordsIn } from '../../src/cli/words/words.ts';
import { findCgroupBase } from '../../src/node/process-tree/tree-cgroup.ts';
import { engineEnvironment } from '../support/engine-herd.ts';
import { freePort } from '../support/free-port.ts';
import { newNode } from '../support/stored-records.ts';
import { testCaller } from '../support/test-caller.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const reportSchema = z.object({
  ok: z.boolean(),
  findings: z.array(
    z.object({
      check: z.string(),
      state: z.enum(['ok', 'warning', 'broken']),
      text: z.string(),
      remedy: z.string().nullable(),
    }),
  ),
});

let folder: string;
let server: TestServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drover-doctor-'));
  server = await startTestServer();
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

const path = process.env['PATH'] ?? '/usr/bin:/bin';

/** Runs `drover doctor --json`; what is not as it should be, by check. */
async function doctor(env: Record<string, string> = {}, laterMs = 0) {
  const caller = testCaller(['doctor', '--json'], { folder, env: { PATH: path, DROVER_PORT: '0', ...env } });
  const now = () => Date.now() + laterMs;
  const code = await runCommandLine({ ...caller, now });
  const { ok, findings } = reportSchema.parse(JSON.parse(caller.stdout()));
  for (const { state, remedy, text } of findings) {
    expect(text).not.toMatch(/undefined|\{/);
    expect(remedy === null).toBe(state === 'ok');
  }
  const ill = Object.fromEntries(
    findings
      .filter(({ check, state }) => state !== 'ok' && check !== 'cgroup')
      .map(({ check, state }) => [check, state]),
  );
  return { code, ok, findings, ill };
}
const toServer = (): Record<string, string> => ({
  DROVER_SERVER_URL: server.url,
  DROVER_TOKEN: server.adminToken,
});
const configure = (text: string): void => writeFileSync(join(folder, 'drover.config.ts'), text);

describe('drover doctor', () => {
  test('whether programs can get away is a matter of a writable cgroup', async () => {
    const { findings } = await doctor();
    const state = findCgroupBase() === null ? 'warning' : 'ok';
    expect(findings.find(({ check }) => check === 'cgroup')?.state).toBe(state);
    const without = checkCgroup(wordsIn('en'), null);
    expect(without).toMatchObject({ check: 'cgroup', state: 'warning' });
    expect(without.remedy).toContain('Delegate=yes');
  });

  test('before anything was started', async () => {
    const { code, ok, ill, findings } = await doctor({ DROVER_PORT: String(await freePort()) });
    expect(ill).toEqual({ config: 'warning', server: 'warning' });
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    expect(findings.map(({ check }) => check)).toEqual([
      ...['node', 'python3', 'setpriv', 'cgroup', 'config', 'data', 'disk', 'server', 'store', 'port'],
    ]);
  });

  test('with a server and a node: only the version differs', async () => {
    configure('export default { flows: [] };');
    await server.node();
    expect(await doctor(toServer())).toMatchObject({ code: 0, ill: { version: 'warning' } });
  });

  test('without a node that has slots nothing can run', async () => {
    expect(await doctor(toServer())).toMatchObject({ code: 1, ok: false, ill: { nodes: 'broken' } });
  });

  test('a node that was there today and is gone', async () => {
    await server.node();
    await server.store.write(async (tx) => {
      const gone = { connected: false, session: '', lastSeenAt: Date.now() - 3_600_000 };
      await tx.putNode(newNode('n7', { ...gone, name: 'robot-7' }));
      await tx.putNode(newNode('n8', { ...gone, name: 'robot-8', lastSeenAt: Date.now() - 25 * 3_600_000 }));
    });
    const { code, ill, findings } = await doctor(toServer());
    expect({ code, ill }).toMatchObject({ code: 0, ill: { nodes_missed: 'warning' } });
    expect(findings.find(({ check }) => check === 'nodes_missed')?.text).toBe(
      'connected within the last day, and gone: robot-7',
    );
  });

  test('a queue of the broker that worries', async () => {
    await server.close();
    const alarm = {
      rule: 'length',
      queue: 'rpa_intake',
      value: 2000,
      threshold: 1000,
      detail: null,
    } as const;
    const queueWatch = {
      ...{ start: () => undefined, stop: () => undefined, read: async () => null },
      alarms: () => [{ ...alarm, since: 0 }],
    };
    server = await startTestServer({ queueWatch });
    await server.node();
    const { code, ill, findings } = await doctor(toServer());
    expect({ code, ill }).toMatchObject({ code: 0, ill: { queues: 'warning' } });
    expect(findings.find(({ check }) => check === 'queues')?.text).toBe(
      'Queue rpa_intake piles up: 2000 messages.',
    );
  });

  test('a faulty configuration file of the server, in the language in force', async () => {
    await server.node();
    const fault = { place: 'drover.config.ts', code: 'syntax', message: 'syntax error' };
    server.services.configuration.reject([fault]);
    const textIn = async (language: string): Promise<string> => {
      const caller = testCaller(['doctor', '--lang', language], {
        folder,
        env: { PATH: path, ...toServer() },
      });
      await runCommandLine(caller);
      return caller.stdout();
    };
    expect(await textIn('zh')).toContain('✗ 配置异常：配置文件有 1 处错误，没有生效，原来的配置继续有效\n');
    expect(await textIn('zh')).toContain('✓ 消息代理状态：内置\n');
    expect(await textIn('en')).toContain(
      '✗ config does not work: the file has a fault: the configuration before it stays in force\n',
    );
  });

  test('a clock that is off', async () => {
    await server.node();
    for (const off of [60_000, -60_000])
      expect((await doctor(toServer(), off)).ill).toMatchObject({ clock: 'warning' });
    expect((await doctor(toServer(), 1000)).ill).not.toHaveProperty('clock');
  });

  test('a token that the server does not take', async () => {
    const env = { ...toServer(), DROVER_TOKEN: 'wrong' };
    expect(await doctor(env)).toMatchObject({ code: 1, ill: { token: 'broken' } });
  });

  test('a server that does not answer', async () => {
    const env = { DROVER_SERVER_URL: `http://127.0.0.1:${await freePort()}` };
    expect(await doctor(env)).toMatchObject({ code: 1, ill: { server: 'broken' } });
  });

  test('a port that another program has', async () => {
    const other = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    expect(await doctor({ DROVER_PORT: String(port) })).toMatchObject({ code: 1, ill: { port: 'broken' } });
    await new Promise((resolve) => other.close(resolve));
  });

  test('a data folder that can never be one', async () => {
    writeFileSync(join(folder, 'file'), '');
    const env = { DROVER_DATA: join(folder, 'file', 'data') };
    expect(await doctor(env)).toMatchObject({ code: 1, ill: { data: 'broken' } });
  });

  test('files that flows start themselves and may not', async () => {
    for (const name of ['run.sh', 'report.sh', 'tool']) writeFileSync(join(folder, name), '#!/bin/sh\n');
    writeFileSync(join(folder, 'by-interpreter.sh'), 'echo\n');
    configure(`export default { flows: [
      { kind: 'script', name: 'a', entry: 'run.sh' },
      { kind: 'script', name: 'b', entry: 'run.sh' },
      { kind: 'script', name: 'c', entry: 'report.sh' },
      { kind: 'script', name: 'd', entry: 'by-interpreter.sh', interpreter: 'sh' },
      { kind: 'command', name: 'e', command: ['./tool'] },
      { kind: 'command', name: 'f', command: ['echo', 'x/y'] },
    ] };`);
    chmodSync(join(folder, 'report.sh'), 0o755);
    const programs = async () => (await doctor()).findings.filter(({ check }) => check === 'programs');
    const [script, command] = [join(folder, 'run.sh'), join(folder, 'tool')];
    const ill = await programs();
    expect(ill.map(({ text }) => text)).toEqual([
      expect.stringContaining(`a, b: not an executable file: ${script}`),
      expect.stringContaining(`e: not an executable file: ${command}`),
    ]);
    expect(ill.map(({ remedy }) => remedy?.split('\n')[0])).toEqual([
      `chmod +x ${script}`,
      `chmod +x ${command}`,
    ]);
    writeFileSync(script, '#!/no/such/shell\n');
    for (const path of [script, command]) chmodSync(path, 0o755);
    expect((await programs()).map(({ text }) => text)).toEqual([
      expect.stringContaining('interpreter not found: /no/such/shell'),
    ]);
    writeFileSync(script, '#!/bin/sh\n');
    expect(await programs()).toMatchObject([{ state: 'ok', text: expect.stringContaining('3') as string }]);
  });

  test('faults of the configuration are told with their places', async () => {
    configure(`export default { flows: [{ kind: 'script', name: 'a', entri: 'x.py' }] };`);
    const { code, findings } = await doctor();
    expect(code).toBe(1);
    expect(findings.find(({ check }) => check === 'config')?.remedy).toContain('flows[0]');
  });

  test('python3 matters to those who have flows in it', async () => {
    writeFileSync(join(folder, 'a.py'), '');
    configure(`export default { flows: [{ kind: 'script', name: 'a', entry: 'a.py' }] };`);
    expect(await doctor({ PATH: folder })).toMatchObject({ code: 1, ill: { python3: 'broken' } });
    expect((await doctor()).ill).not.toHaveProperty('python3');
  });

  test('engines: reachable, with a token that they take, and answers that are theirs', async () => {
    const engine = await startEngine({ port: 0 });
    const env = engineEnvironment(engine.url);
    /** What is said of engines, one line for each. */
    const said = async (more: Record<string, string>): Promise<string[]> =>
      (await doctor({ ...env, ...more })).findings
        .filter(({ check }) => check === 'engine')
        .map(({ state, text }) => `${state}: ${text}`);
    const good = ['ok: the engine of /rpa/v1/exec answers and takes the token'];
    const ill = (words: RegExp) => [expect.stringMatching(`^broken: .*${words.source}`) as string];
    expect(await said({ DROVER_ENGINE_TOKEN: 'good' })).toEqual(good);
    writeFileSync(join(folder, 'token'), 'good\n');
    expect(await said({ DROVER_ENGINE_TOKEN_FILE: join(folder, 'token') })).toEqual(good);
    expect(await said({})).toEqual([
      'ok: the engine of /rpa/v1/exec answers; to have a token tried, set DROVER_ENGINE_TOKEN',
    ]);
    expect(await said({ DROVER_ENGINE_TOKEN: badToken })).toEqual(ill(/does not take the token/));
    expect(await said({ XIAOWU_RPA_TASK_QUERY_URL: 'nonsense' })).toEqual(ill(/http:/));
    const elsewhere = { DROVER_ENGINE_TOKEN: 'good', XIAOWU_RPA_TASK_QUERY_URL: `${engine.url}/elsewhere` };
    expect(await said(elsewhere)).toEqual(ill(/no engine's/));
    engine.faults({ failEach: 1 });
    configure(`export default { flows: [{ kind: 'engine', name: 'bills', token: 'BILLS_TOKEN',
      createUrl: '${env['XIAOWU_RPA_TASK_CREATE_URL']}', queryUrl: '${env['XIAOWU_RPA_TASK_QUERY_URL']}' }] };`);
    expect(await doctor({ BILLS_TOKEN: 'good' })).toMatchObject({ code: 1, ill: { engine: 'broken' } });
    engine.faults({});
    expect((await doctor({ BILLS_TOKEN: 'good' })).ill).not.toHaveProperty('engine');
    await engine.close();
    expect(await said({ DROVER_ENGINE_TOKEN: 'good' })).toEqual([
      ...ill(/\/rpa\/v1\/exec: .*ECONNREFUSED/),
      ...ill(/bills: .*ECONNREFUSED/),
    ]);
  });

  test('people read it in their language, with what to do', async () => {
    const env = { PATH: path, ...toServer() };
    const zh = testCaller(['doctor', '--lang', 'zh'], { folder, env });
    expect(await runCommandLine(zh)).toBe(1);
    expect(zh.stdout()).toContain(
      '✗ 没有带槽位的节点连接：什么都无法运行\n  → 请启动节点：npx drover node\n',
    );
    expect(zh.stdout()).toContain('需要处理的问题：1 个。');
  });
});
