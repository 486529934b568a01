/** `drover restart` from another shell than the one that started the service. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { freePort } from '../support/free-port.ts';
import { testCaller } from '../support/test-caller.ts';
import { type Ended, type UpPlace, withUp } from '../support/up-process.ts';

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
