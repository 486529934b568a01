/** `drover restart` from another shell than the one that started the service, and starts that find no configuration file. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { freePort } from '../support/free-port.ts';
import { runs } from '../support/living-processes.ts';
import { testCaller } from '../support/test-caller.ts';
import { type Ended, type UpPlace, withUp } from '../support/up-process.ts';

const waitMs = 30_000;

interface Status {
  readonly condition: string;
  readonly pid: number | null;
  readonly url: string | null;
  readonly system: { readonly flows: number } | null;
}

/** A command in a shell with these settings and the data folder's place. */
async function here(
  place: UpPlace,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  folder = place.folder,
): Promise<Ended> {
  const { PATH = '' } = place.env;
  const caller = testCaller(args, { folder, env: { PATH, DROVER_DATA: place.dataFolder, ...env } });
  const code = await runCommandLine(caller);
  return { code, out: caller.stdout(), err: caller.stderr() };
}

async function status(place: UpPlace): Promise<Status> {
  return JSON.parse((await here(place, ['status', '--json'])).out) as Status;
}

async function flowNames(place: UpPlace): Promise<string[]> {
  const { code, out } = await here(place, ['flows', 'ls', '--json']);
  expect(code).toBe(0);
  return [...out.matchAll(/"name": "(nap\w*)"/g)].map((match) => match[1] ?? '');
}

const herd = (name: string): string =>
  JSON.stringify({ flows: [{ kind: 'command', name, command: ['sleep', '300'], limits: [] }] });

describe('drover restart in another shell', () => {
  test('keeps port, folder, configuration file and settings, and says so; what the shell gives counts', async () => {
    await withUp(async (place) => {
      writeFileSync(join(place.folder, 'drover.config.json'), herd('nap'));
      const elsewhere = join(place.folder, 'elsewhere');
      mkdirSync(elsewhere);
      const first = { DROVER_PORT: String(place.port), DROVER_NODE_NAME: 'robot-7' };
      expect(await here(place, ['start'], first)).toMatchObject({ code: 0, err: '' });
      const { pid } = await status(place);

      const restarted = await here(place, ['restart'], {}, elsewhere);
      expect(restarted).toMatchObject({ code: 0, err: '' });
      expect(restarted.out).toContain(`listens on ${place.url}`);
      expect(restarted.out).toContain(`DROVER_PORT=${place.port} DROVER_NODE_NAME=robot-7`);
      const second = await status(place);
      expect(second).toMatchObject({ condition: 'running', url: place.url });
      expect(second.pid).not.toBe(pid);
      expect(await flowNames(place)).toEqual(['nap']);
      expect((await here(place, ['nodes', 'ls'])).out).toContain('robot-7');

      writeFileSync(join(elsewhere, 'other.json'), herd('nap_elsewhere'));
      const port = await freePort();
      const other = { DROVER_PORT: String(port), DROVER_CONFIG: './other.json' };
      const moved = await here(place, ['restart', '--json'], other, elsewhere);
      expect(moved).toMatchObject({ code: 0, err: '' });
      expect(JSON.parse(moved.out)).toMatchObject({
        url: `http://127.0.0.1:${port}`,
        kept: { DROVER_NODE_NAME: 'robot-7' },
      });
      expect(await flowNames(place)).toEqual(['nap_elsewhere']);
      // Kept in turn, its path too.
      expect(await here(place, ['restart'])).toMatchObject({ code: 0, err: '' });
      expect(await status(place)).toMatchObject({ url: `http://127.0.0.1:${port}` });
      expect(await flowNames(place)).toEqual(['nap_elsewhere']);
      expect(await here(place, ['stop'])).toMatchObject({ code: 0 });
    });
  });

  test('does not go without secrets of the start: it names them and keeps what runs', async () => {
    await withUp(async (place) => {
      writeFileSync(join(place.folder, 'drover.config.json'), herd('nap'));
      const secret = { DROVER_ADMIN_TOKEN: 'a-token-of-sixteen-or-more' };
      const port = { DROVER_PORT: String(place.port) };
      expect(await here(place, ['start'], { ...port, ...secret })).toMatchObject({ code: 0 });
      const { pid } = await status(place);
      const refused = await here(place, ['restart']);
      expect(refused).toMatchObject({ code: 2, out: '' });
      expect(refused.err).toContain('DROVER_ADMIN_TOKEN');
      expect(await status(place)).toMatchObject({ condition: 'running', pid });
      expect(await here(place, ['restart'], secret)).toMatchObject({ code: 0, err: '' });
      expect(await status(place)).toMatchObject({ url: place.url });
      expect(await here(place, ['restart'], { DROVER_ADMIN_TOKEN: '' })).toMatchObject({ code: 0 });
      expect(await here(place, ['stop'])).toMatchObject({ code: 0 });
    });
  });
});

test('a log and a submission are followed over a restart, whose server has another token, and end with 3 when it stays away', async () => {
  await withUp(async (place) => {
    const flow = {
      kind: 'command',
      name: 'talk',
      command: ['sh', '-c', 'echo "I am $DROVER_ATTEMPT"; sleep 300'],
    };
    writeFileSync(join(place.folder, 'drover.config.json'), JSON.stringify({ flows: [flow] }));
    expect(await here(place, ['start'], { DROVER_PORT: String(place.port) })).toMatchObject({ code: 0 });
    const submitted = await here(place, ['submit', 'talk', '--json']);
    const { run } = JSON.parse(submitted.out) as { run: { id: string } };
    const follow = place.start(['runs', 'logs', '-f', run.id, '--retry-for', '20s']);
    await follow.prints(/I am 1/, waitMs);
    const wait = place.start(['submit', 'talk', '--wait', '--retry-for', '20s']);
    await wait.prints(/^run_/, waitMs);
    expect(await here(place, ['restart'])).toMatchObject({ code: 0 });
    await follow.prints(/I am 2/, waitMs);
    expect(await here(place, ['stop'])).toMatchObject({ code: 0 });
    const { code, out, err } = await follow.ended;
    const waited = await wait.ended;
    expect([code, waited.code]).toEqual([3, 3]);
    expect(out.match(/I am \d/g)).toEqual(['I am 1', 'I am 2']);
    for (const said of [err, waited.err])
      expect(said).toMatch(/is lost[\s\S]*Connected again[\s\S]*is lost[\s\S]*stayed away for 20 s/);
  });
});

describe('a configuration file that is gone', () => {
  test('restart keeps what runs and names the file; start does not make an empty herd of it', async () => {
    await withUp(async (place) => {
      const config = join(place.folder, 'drover.config.json');
      const away = join(place.folder, 'away.json');
      const port = { DROVER_PORT: String(place.port) };
      writeFileSync(config, herd('nap'));
      expect(await here(place, ['start'], port)).toMatchObject({ code: 0, err: '' });
      const { pid = null } = await status(place);

      renameSync(config, away);
      const restart = await here(place, ['restart']);
      expect(restart).toMatchObject({ code: 2, out: '' });
      expect(restart.err).toContain(`is not there: ${config}`);
      expect(restart.err).toContain('DROVER_CONFIG=');
      expect(runs(pid ?? 0)).toBe(true);

      expect(await here(place, ['restart'], { DROVER_CONFIG: away })).toMatchObject({ code: 0, err: '' });
      renameSync(away, config);
      // The one that was named is gone; that another is at the usual place does not make it this herd's.
      const named = await here(place, ['restart', '--json']);
      expect(named).toMatchObject({ code: 2, out: '' });
      expect(JSON.parse(named.err)).toMatchObject({
        error: { code: 'config_gone', details: { path: away } },
      });
      expect((await status(place)).condition).toBe('running');
      expect(await here(place, ['restart'], { DROVER_CONFIG: config })).toMatchObject({ code: 0 });

      expect(await here(place, ['stop'])).toMatchObject({ code: 0 });
      const elsewhere = join(place.folder, 'elsewhere');
      mkdirSync(elsewhere);
      const empty = await here(place, ['start'], port, elsewhere);
      expect(empty).toMatchObject({ code: 2, out: '' });
      expect(empty.err).toContain(`DROVER_CONFIG=${config}`);
      renameSync(config, away);
      const gone = await here(place, ['start'], port);
      expect(gone).toMatchObject({ code: 2, out: '' });
      expect(gone.err).toContain(`is not there: ${config}`);
      expect(place.living()).toEqual([]);
    });
  });

  test('a first start without any is told of, and may be restarted', async () => {
    await withUp(async (place) => {
      const port = { DROVER_PORT: String(place.port) };
      const first = await here(place, ['start'], port);
      expect(first).toMatchObject({ code: 0 });
      expect(first.err).toContain('drover.config.ts: no such file');
      expect(await here(place, ['restart'])).toMatchObject({ code: 0 });
      expect(await status(place)).toMatchObject({ url: place.url });
      expect(await here(place, ['stop'])).toMatchObject({ code: 0 });
    });
  });
});
