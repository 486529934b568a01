import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCaller } from '../../../test/support/test-caller.ts';
import { until } from '../../../test/support/until.ts';
import { runCommandLine } from '../run-command-line.ts';
import { followLogs, sizeOfLog } from './log-follow.ts';
import { logRecord } from './log-record.ts';
import { logFiles, tailOf } from './log-tail.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-logs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const line = (second: number, msg: string, more: object = {}): string =>
  `${JSON.stringify({ level: 30, time: new Date(second * 1000).toISOString(), pid: 1, ...more, msg })}\n`;
const put = (file: string, text: string): void => writeFileSync(join(folder, file), text);

test.each([1, 2, 3, 1000, 65_535, 65_536, 65_537])('the end of a file with lines of %i bytes', (size) => {
  const lines = Array.from({ length: 20 }, (_, n) => `${n}:`.padEnd(size, 'x'));
  put('a.log', `${lines.join('\n')}\n`);
  for (const count of [0, 1, 7, 19, 20, 50]) {
    expect(tailOf(join(folder, 'a.log'), count)).toEqual(count === 0 ? [] : lines.slice(-count));
  }
});

test('files of one log stand in the order in which they were written; no file has no end', () => {
  for (const file of ['server.2026-11-22.10.log', 'server.2026-11-22.9.log', 'server.2026-11-21.11.log'])
    put(file, '');
  put('server.log', '');
  put('node.log', '');
  const names = logFiles(folder, 'server').map((path) => path.slice(folder.length + 1));
  expect(names).toEqual([
    'server.2026-11-21.11.log',
    'server.2026-11-22.9.log',
    'server.2026-11-22.10.log',
    'server.log',
  ]);
  expect(tailOf(join(folder, 'none.log'), 5)).toEqual([]);
  expect(logFiles(join(folder, 'none'), 'server')).toEqual([]);
});

test('a line that is none of ours is no record; a fault has its stack, or its words', () => {
  for (const text of ['', 'plain', '5', 'null', '{"level":30}', '{"time":"then"}'])
    expect(logRecord(text, 'x')).toBeNull();
  const error = { type: 'Error', message: 'm', stack: 'Error: m\n    at f' };
  expect(logRecord(line(1, 'x', { error }), 'node')).toMatchObject({
    stack: error.stack,
    fields: {},
    source: 'node',
  });
  expect(logRecord(line(1, 'x', { error: 'gone' }), 'node')).toMatchObject({
    stack: null,
    fields: { error: 'gone' },
  });
});

test('what is written is followed, over the end of a file and a cut one, each line once', async () => {
  put('server.log', 'old\n');
  const heard: string[] = [];
  const from = { server: sizeOfLog(folder, 'server') };
  appendFileSync(join(folder, 'server.log'), 'between\n');
  const follow = followLogs({
    folder,
    sources: ['server', 'node'],
    from,
    hear: (source, text) => heard.push(`${source} ${text}`),
  });
  const hears = (what: string): Promise<unknown> => until(what, () => heard.at(-1) === what, 5000);
  await hears('server between');
  appendFileSync(join(folder, 'server.log'), 'half 汉'.slice(0, 6));
  appendFileSync(join(folder, 'server.log'), ' done\n');
  await hears('server half 汉 done');
  appendFileSync(join(folder, 'server.log'), 'last of the old\n');
  renameSync(join(folder, 'server.log'), join(folder, 'server.2026-11-22.1.log'));
  put('server.log', 'first of the new\n');
  await hears('server first of the new');
  put('node.log', 'the other\n');
  await hears('node the other');
  follow.close();
  expect(heard).toEqual([
    'server between',
    'server half 汉 done',
    'server last of the old',
    'server first of the new',
    'node the other',
  ]);
});

describe('drover logs', () => {
  async function logs(...args: string[]): Promise<string> {
    const caller = testCaller(['logs', ...args], { folder, env: { LOG_PATH: folder } });
    expect(await runCommandLine(caller)).toBe(0);
    return caller.stdout();
  }

  test('shows the last lines of server and node together by time, with fields and stacks', async () => {
    put('server.2026-11-21.1.log', line(1, 'first') + line(2, 'second'));
    const stack = 'Error: no\n    at f (x.ts:1:2)';
    put('server.log', line(5, 'fifth', { level: 50, error: { message: 'no', stack }, run: 'r1' }) + '{"cut');
    put('node.log', line(3, 'third') + line(4, 'fourth', { level: 40, why: 'a b' }));
    const all = await logs();
    expect(all.split('\n').map((text) => text.slice(24))).toEqual(
      [
        'INFO  server first',
        'INFO  server second',
        'INFO  node   third',
        'WARN  node   fourth why="a b"',
        'ERROR server fifth run=r1',
        '',
        '',
        '',
      ].map((text, at) => (at < 5 ? text : (expect.any(String) as string))),
    );
    expect(all).toContain('\n    Error: no\n    at f (x.ts:1:2)\n');
    expect((await logs('-n', '2')).split('\n')[0]).toContain('fourth');
    expect(await logs('--level', 'error', '--of', 'server')).toMatch(/^[^\n]*fifth run=r1\n/);
    expect(JSON.parse((await logs('--json', '-n', '1')).trim())).toMatchObject({ msg: 'fifth' });
  });

  test('says where it looked when there are none', async () => {
    const none = join(folder, 'none');
    const caller = testCaller(['logs'], { folder, env: { LOG_PATH: none } });
    expect(await runCommandLine(caller)).toBe(1);
    expect(caller.stderr()).toContain(none);
  });
});
