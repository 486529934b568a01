/** `drover up --example` from the first line that it prints to its end, and what can keep it from starting. */
// needs: python3
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/client.ts';
import type { Run } from '../../src/contract/run.ts';
import { runs } from '../support/living-processes.ts';
import { until } from '../support/until.ts';
import { droverProgram, type UpPlace, type UpProcess, withUp } from '../support/up-process.ts';

/** "Every shop served within 60 s after the install." */
const servedMs = 60_000;
const upMs = 30_000;
const served = /First round done: (\d+) of (\d+) runs succeeded in .*; (\d+) shops served\./;

function clientOf(place: UpPlace): Client {
  return createClient({
    url: place.url,
    token: readFileSync(join(place.dataFolder, 'cli.token'), 'utf8').trim(),
  });
}

async function nodePid(place: UpPlace): Promise<number> {
  return until(
    'a connected node',
    async () => (await clientOf(place).nodes({ state: 'connected' })).items[0]?.pid,
    upMs,
  );
}

/** Waits until attempts are under way. */
async function running(place: UpPlace): Promise<readonly Run[]> {
  return until(
    'running attempts',
    async () => {
      const { items } = await clientOf(place).runs({ state: ['running'] });
      return items.length > 1 && items;
    },
    upMs,
  );
}

const started = (up: UpProcess): Promise<unknown> => up.prints(/Drover \S+ is up\./, upMs);

/** What the printed `curl` command asks for, as curl would. */
async function execAsPrinted(out: string): Promise<string> {
  const [, url = '', rest = ''] = /curl -N (\S+) ((?:.*\\\n)?.*)/.exec(out) ?? [];
  const headers = new Headers();
  for (const [, name = '', value = ''] of rest.matchAll(/-H '([\w-]+): ([^']*)'/g)) headers.set(name, value);
  const [, body = ''] = /-d '([^']*)'/.exec(rest) ?? [];
  const response = await fetch(url, { method: 'POST', headers, body });
  return response.text();
}

describe('the example herd', () => {
  test('every shop is served, every command that is printed works, and Ctrl-C leaves nothing', async () => {
    await withUp(async (place) => {
      const up = place.start(['up', '--example']);
      const [, succeeded, total, shops] = await up.prints(served, servedMs);
      expect(shops).toBe('20');
      expect(succeeded).toBe(total);
      const streamed = execAsPrinted(up.out);
      const printed = [...up.out.matchAll(/^ {2}npx drover (.+?) {2,}#/gm)].map((match) => match[1] ?? '');
      expect(printed.length).toBeGreaterThanOrEqual(8);
      for (const command of printed) {
        const { code, err } = await place.drover(command.split(' '));
        expect({ command, code, err: code === 0 ? '' : err }).toEqual({ command, code: 0, err: '' });
      }
      expect(await streamed).toContain('"code":0,"message":"Success: 0000-ok"');
      const [, site = ''] = await up.prints(/Example site\D+(http\S+)/, 1000);
      const stats: unknown = await (await fetch(`${site}/admin/stats`)).json();
      const { shops: all } = stats as { shops: { work: { maxConcurrent: number; overlaps: number } }[] };
      expect(all.map(({ work }) => [work.maxConcurrent, work.overlaps])).toEqual(all.map(() => [1, 0]));
      up.ctrlC();
      expect(await up.ended).toMatchObject({ code: 0 });
      expect(place.living()).toEqual([]);
      expect(existsSync(join(place.dataFolder, 'server.json'))).toBe(false);
    });
  });

  test('Ctrl-C while runs are under way stops them in order: they go on at the next start', async () => {
    await withUp(async (place) => {
      const up = place.start(['up', '--example'], { HERD_LATENCY_MS: '1500' });
      const before = await until('running attempts', () => running(place).catch(() => undefined), upMs);
      up.ctrlC();
      expect(await up.ended).toMatchObject({ code: 0 });
      expect(place.living()).toEqual([]);
      const again = place.start(['up', '--example']);
      await started(again);
      const client = clientOf(place);
      for (const { id } of before) {
        const attempts = await client.attempts(id);
        expect(['stopped', 'succeeded'], JSON.stringify(attempts)).toContain(attempts[0]?.outcome);
        const run = await until(
          'its end',
          async () => (await client.run(id)).endedAt !== null && client.run(id),
          upMs,
        );
        expect(run).toMatchObject({ state: 'succeeded', failures: 0 });
      }
      again.ctrlC();
      expect(await again.ended).toMatchObject({ code: 0 });
    });
  });

  test('a second Ctrl-C hurries, and leaves nothing either', async () => {
    await withUp(async (place) => {
      const up = place.start(['up', '--example'], { HERD_LATENCY_MS: '20000' });
      await until('running attempts', () => running(place).catch(() => undefined), upMs);
      up.ctrlC();
      await up.prints(/Ctrl-C again hurries/, 5000);
      up.ctrlC();
      const at = performance.now();
      expect(await up.ended).toMatchObject({ code: 0 });
      expect(performance.now() - at).toBeLessThan(5000);
      expect(place.living()).toEqual([]);
    });
  });
});

describe('what is killed', () => {
  test('up itself: its node lives on, and the next up adopts it', async () => {
    await withUp(async (place) => {
      const first = place.start(['up', '--example']);
      await started(first);
      const node = await nodePid(place);
      process.kill(first.pid, 'SIGKILL');
      await first.ended;
      expect((await place.drover(['runs', 'ls'])).code).toBe(3);
      expect(runs(node)).toBe(true);
      const second = place.start(['up', '--example']);
      await second.prints(served, servedMs);
      expect(second.out).toContain(`still lives (process ${node})`);
      expect(await nodePid(place)).toBe(node);
      second.ctrlC();
      expect(await second.ended).toMatchObject({ code: 0 });
      expect(place.living()).toEqual([]);
    });
  });

  test('the node: it is started again, and the round goes on', async () => {
    await withUp(async (place) => {
      const up = place.start(['up', '--example']);
      await started(up);
      const node = await nodePid(place);
      process.kill(node, 'SIGKILL');
      const words = `The local node (process ${node}) was killed (SIGKILL`;
      await until('word of it', () => up.out.includes(words), 5000);
      const log = readFileSync(join(place.dataFolder, 'logs', 'server.log'), 'utf8').split('\n');
      const told = log.find((line) => line.includes(words)) ?? '{}';
      expect(JSON.parse(told)).toMatchObject({ level: 40, nodePid: node, how: 'SIGKILL', againInMs: 500 });
      const [, succeeded, total] = await up.prints(served, servedMs);
      expect(succeeded).toBe(total);
      expect(await nodePid(place)).not.toBe(node);
      process.kill(up.pid, 'SIGTERM');
      expect(await up.ended).toMatchObject({ code: 0 });
      expect(place.living()).toEqual([]);
    });
  });
});

describe('what keeps it from starting', () => {
  test('a port in use: by which process; a data folder in use: by which', async () => {
    await withUp(async (place) => {
      const up = place.start(['server']);
      await up.prints(/listens on/, upMs);
      const other = join(place.folder, 'other');
      const port = await place.drover(['server'], { DROVER_DATA: other });
      expect(port.code).toBe(1);
      expect(port.err).toContain(`Port ${place.port} on 127.0.0.1 is in use by process ${up.pid} (`);
      expect(port.err).toContain('DROVER_PORT');
      const folder = await place.drover(['up'], { DROVER_PORT: '0' });
      expect(folder.code).toBe(1);
      expect(folder.err).toContain(`${place.dataFolder} is used by another server (process ${up.pid})`);
      expect((await place.drover(['server', '--json'], { DROVER_PORT: '0' })).err).toContain(
        '"code":"data_used"',
      );
      // Neither touched the one that runs.
      expect(await clientOf(place).health()).toMatchObject({ pid: up.pid });
      process.kill(up.pid, 'SIGTERM');
      expect(await up.ended).toMatchObject({ code: 0 });
    });
  });

  test('a data folder that cannot be written: where, and what to do', async () => {
    await withUp(async (place) => {
      writeFileSync(place.dataFolder, 'a file');
      const { code, err } = await place.drover(['up']);
      expect(code).toBe(1);
      expect(err).toContain(`${place.dataFolder} cannot be made: a file stands in its way`);
      expect(err).toContain('DROVER_DATA');
      const system = await place.drover(['server', '--lang', 'zh'], {
        DROVER_DATA: '/proc/drover',
        LOG_PATH: place.folder,
      });
      expect(system.code).toBe(1);
      expect(system.err).toContain('数据目录 /proc/drover');
    });
  });

  test('a database of a newer version: which, and that nothing was changed', async () => {
    await withUp(async (place) => {
      mkdirSync(place.dataFolder);
      const path = join(place.dataFolder, 'drover.db');
      const database = new DatabaseSync(path);
      database.exec('PRAGMA user_version = 999');
      database.close();
      const before = readFileSync(path);
      const { code, err } = await place.drover(['up']);
      expect(code).toBe(1);
      expect(err).toContain(`${path} was written by a newer version of Drover (schema 999`);
      expect(readFileSync(path).equals(before)).toBe(true);
    });
  });

  test('a configuration with five faults: all of them, exit 2, and nothing was made', async () => {
    await withUp(async (place) => {
      const config = {
        flows: [
          { kind: 'command', name: 'a b', command: ['true'] },
          { kind: 'command', name: 'ok', command: [], timout: '5s', retry: { max: -1 } },
        ],
        limits: { 'shops:*': 1 },
      };
      const path = join(place.folder, 'drover.config.json');
      writeFileSync(path, JSON.stringify(config));
      const { code, err } = await place.drover(['up'], { DROVER_CONFIG: path });
      expect(code).toBe(2);
      expect(err).toContain('The configuration has 5 faults');
      expect(err).toMatch(/^5\. /m);
      expect(err).toContain('did you mean "timeout"?');
      expect(existsSync(place.dataFolder)).toBe(false);
    });
  });

  test('a node without a server to work for: what is missing', async () => {
    await withUp(async (place) => {
      const { code, err } = await place.drover(['node']);
      expect(code).toBe(2);
      expect(err).toContain('DROVER_SERVER_URL is missing');
    });
  });

  const old = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path) && majorOf(path) < 24);
  test.skipIf(old === undefined)(
    'a Node that is too old: what it needs and how to get it, exit 2 (needs such a Node on the machine)',
    () => {
      try {
        execFileSync(old ?? '', [droverProgram, 'up'], { encoding: 'utf8', stdio: 'pipe' });
        expect.unreachable('it started');
      } catch (error) {
        expect(error).toMatchObject({
          status: 2,
          stderr: expect.stringMatching(
            /^drover needs Node 24 or newer, but this is Node \S+\.\n.*npx -p node@24 drover …\ndrover 需要 Node 24 .*\n.*npx -p node@24 drover …\n$/,
          ) as unknown,
        });
      }
    },
  );
});

function majorOf(path: string): number {
  return Number(/v(\d+)/.exec(execFileSync(path, ['--version'], { encoding: 'utf8' }))?.[1]);
}
