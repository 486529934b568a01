/** How the command line tells of runs that wait or have failed, against a server with real HTTP. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createShell } from '../../src/cli/shell.ts';
import { waitForRun } from '../../src/cli/wait-for-run.ts';
import type { Artifact } from '../../src/contract/artifact.ts';
import type { Run } from '../../src/contract/run.ts';
import type { SubmitResponse } from '../../src/contract/submit.ts';
import { drover, folder, json, server, withCommandLine } from '../support/command-line-world.ts';
import { testCaller } from '../support/test-caller.ts';
import { until } from '../support/until.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

withCommandLine();

const waitMs = 10_000;
const traceback = 'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: no such order\n';

async function submitted(...args: string[]): Promise<string> {
  return (await json<SubmitResponse>(['submit', 'note', ...args])).run.id;
}

describe('a run that failed', () => {
  test('has the last line of what its program wrote as headline, everywhere', async () => {
    const node = await server.node();
    const waited = drover(['submit', 'note', '--retries', '0', '--wait']);
    const first = async () => (await json<{ items: Run[] }>(['runs', 'ls'])).items[0]?.id;
    const id = await until('the run', first, waitMs);
    await node.starts(id);
    await node.finish(id, { outcome: 'failed', code: 1, error: { type: 'EXIT', message: traceback } });
    const headline = 'EXIT: ValueError: no such order';
    expect((await waited).out).toContain(`failed  ${headline}`);
    expect((await drover(['runs', 'ls'])).out).toContain(headline);
    expect((await drover(['runs', 'why', id])).out).toContain(headline);
    expect((await drover(['dead', 'ls'])).out).toContain(headline);
    const { out } = await drover(['runs', 'show', id]);
    expect(out).toMatch(/^Error +EXIT: ValueError: no such order \(status code 1\)$/m);
    expect(out).toMatch(/^ +Traceback \(most recent call last\):\n +File "a.py", line 1\n/m);
    expect(out).toMatch(/^1 +failed .*EXIT: ValueError: no such order$/m);
    expect((await drover(['dead', 'show', id])).out).toMatch(/^Error +EXIT: ValueError: no such order$/m);
  });

  test('has each line of a refusal once', async () => {
    const node = await server.node();
    const id = await submitted('--retries', '0');
    await node.starts(id);
    const message = 'no memory is left\nkilled by the system';
    await node.finish(id, { outcome: 'failed', code: 3, error: { type: 'RESOURCES', message } });
    const { out } = await drover(['runs', 'show', id]);
    expect(out).toMatch(
      /^Error +RESOURCES: no memory is left \(status code 3\)\n +killed by the system\n\w/m,
    );
  });

  test('has failed as often as it may, not more', async () => {
    const node = await server.node();
    const id = await submitted('--retries', '0');
    await node.starts(id);
    await node.finish(id, { outcome: 'failed', code: 1, error: { type: 'EXIT', message: 'no' } });
    expect((await drover(['runs', 'show', id])).out).toMatch(/^Attempts +1 started, failed 1 of 1 allowed$/m);
    const chinese = await drover(['runs', 'show', id, '--lang', 'zh']);
    expect(chinese.out).toContain('已开始 1 次，失败 1 次，最多允许 1 次');
  });
});

describe('files of a run', () => {
  test('are named with their sizes, and fetched', async () => {
    const node = await server.node();
    const { run } = await json<SubmitResponse>(['submit', 'note']);
    await node.starts(run.id);
    const data = Buffer.from('a,b\n'.repeat(512));
    const frame = { t: 'artifact', run: run.id, attempt: 1, n: 1, from: 0, size: data.length } as const;
    node.send({ ...frame, name: 'out/订单.csv', data: data.toString('base64') });
    await expect.poll(() => node.had.some(({ done }) => done === true)).toBe(true);
    for (const command of ['show', 'files'])
      expect((await drover(['runs', command, run.id])).out).toMatch(/^out\/订单.csv +2 KiB +1 /m);
    const shown = await json<{ artifacts: Artifact[] }>(['runs', 'show', run.id]);
    expect(shown.artifacts).toMatchObject([{ name: 'out/订单.csv', size: 2048 }]);
    expect((await drover(['runs', 'files', run.id, 'out/订单.csv'])).code).toBe(0);
    expect(readFileSync(join(folder, '订单.csv')).equals(data)).toBe(true);
    const again = await drover(['runs', 'files', run.id, 'out/订单.csv']);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('-o FILE')]);
    expect((await drover(['runs', 'files', run.id, 'out/订单.csv', '-o', '订单.csv'])).code).toBe(0);
    expect((await drover(['runs', 'files', run.id, 'none'])).code).toBe(1);
    expect((await drover(['runs', 'files', run.id, '-o', 'x'])).code).toBe(2);
  });
});

describe('--wait', () => {
  test.each([
    ['en', 'waits. ', 'More: drover runs why '],
    ['zh', '在等待。', '详情：drover runs why '],
  ] as const)(
    'says in %s why a run waits, when it lasts and when it changes',
    async (language, waits, more) => {
      const id = await submitted('--shop', 'pdd:1001');
      const caller = testCaller([], {
        env: { DROVER_SERVER_URL: server.url, DROVER_TOKEN: server.adminToken },
      });
      const shell = createShell(caller, language, new Command());
      const clock = createVirtualClock();
      const lines = (): string[] => caller.stderr().split('\n').slice(0, -1);
      const ended = waitForRun(shell, id, { clock, patienceMs: 60_000 });
      await until('the state', () => clock.pending() === 1, waitMs);
      await clock.advance(2_999);
      expect(lines()).toEqual([]);
      await clock.advance(1);
      await until('a reason', () => lines().length === 1, waitMs);
      expect(lines()[0]).toContain(`${id} ${waits}`);
      expect(lines()[0]).toContain(`${more}${id}`);
      await drover(['shops', 'pause', 'pdd:1001', '--reason', 'stock-taking']);
      const node = await server.node();
      await until('the change', () => clock.pending() === 1, waitMs);
      await clock.advance(3_000);
      await until('another reason', () => lines().length === 2, waitMs);
      expect(lines()[1]).toContain('stock-taking');
      await drover(['shops', 'resume', 'pdd:1001']);
      await node.starts(id);
      await node.finish(id);
      expect(await ended).toMatchObject({ id, state: 'succeeded' });
      expect(clock.pending()).toBe(0);
      expect(lines()).toHaveLength(2);
    },
  );
});
