/** The published package: packed, installed into an empty folder, and used as its README says. */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../support/free-port.ts';
import { killAll, livingOfFolder } from '../support/living-processes.ts';
import { type Ended, UpProcess } from '../support/up-process.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const tsc = join(repository, 'node_modules/typescript/bin/tsc');
const installMs = 180_000;
const upMs = 60_000;

let base: string;
let folder: string;
/** What npx starts; npx itself dies of a signal, so that its exit code would say nothing. */
let installedDrover: string;
let env: Record<string, string>;

/** How this machine reaches its package registry, and where the user's files are. */
function passedOn(): Record<string, string> {
  const names =
    /^(HOME|(https?|no)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|npm_config_(registry|cafile|userconfig|globalconfig))$/i;
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env))
    if (value !== undefined && names.test(name)) passed[name] = value;
  return passed;
}

/** A program in the project's folder; it leads a process group of its own. */
function start(program: string, args: readonly string[], cwd = folder): UpProcess {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  return new UpProcess(child);
}

async function runs(program: string, args: readonly string[], cwd = folder): Promise<Ended> {
  const ended = await start(program, args, cwd).ended;
  expect({ args, ...ended }).toMatchObject({ args, code: 0 });
  return ended;
}

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'drover-package-'));
  folder = join(base, 'herd');
  installedDrover = join(folder, 'node_modules', '.bin', 'drover');
  mkdirSync(folder);
  env = {
    PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
    ...passedOn(),
    DROVER_PORT: String(await freePort()),
    // What marks the processes of this test (living-processes.ts), and keeps them in the project's own folder.
    DROVER_DATA: join(folder, '.drover'),
    npm_config_update_notifier: 'false',
  };
  const packed = await runs('npm', ['pack', '--json', '--pack-destination', base], repository);
  // What `prepack` prints comes first.
  const said: unknown = JSON.parse(packed.out.slice(packed.out.lastIndexOf('\n[\n') + 1));
  const [tarball] = z.array(z.object({ filename: z.string() })).parse(said);
  const wanted = [
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    join(base, tarball?.filename ?? ''),
  ];
  await runs('npm', wanted);
}, installMs);

afterAll(() => {
  killAll(livingOfFolder(base));
  rmSync(base, { recursive: true, force: true });
});

test('npx drover init && npx drover up: both flows of the new project succeed, and Ctrl-C ends it all', async () => {
  await runs('npx', ['drover', 'init']);
  const modules = join(folder, 'node_modules/drover/examples/program-messages');
  expect(readdirSync(modules).filter((name) => /messages|test/.test(name))).toEqual([
    'drover-messages.mjs',
    'drover_messages.py',
  ]);
  const up = start(installedDrover, ['up']);
  await up.prints(/Drover \S+ is up\./, upMs);
  const greeted = await runs(installedDrover, [
    ...['submit', 'hello', '--param', 'name=Anna', '--wait', '--json'],
  ]);
  expect(JSON.parse(greeted.out)).toMatchObject({ run: { state: 'succeeded', output: { greeted: 'Anna' } } });
  const counted = await runs(installedDrover, [
    ...['submit', 'count_orders', '--shop', 'demo:1001', '--wait', '--json'],
  ]);
  expect(JSON.parse(counted.out)).toMatchObject({ run: { state: 'succeeded', output: { orders: 63 } } });
  up.ctrlC();
  expect(await up.ended).toMatchObject({ code: 0 });
  expect(livingOfFolder(base)).toEqual([]);
});

test('the new project has types: it compiles, and what is wrong in it does not', async () => {
  await runs(process.execPath, [tsc, '--noEmit']);
  const wrong = `
    import { defineConfig, flow } from 'drover';
    import { createClient } from 'drover/client';
    import { z } from 'zod';
    export const days = flow({ name: 'a', params: z.object({ days: z.int() }), run: (_ctx, { days }) => ({ n: days.length }) });
    export const id: number = (await createClient({ url: '', token: null }).run('x')).id;
    export const config = defineConfig({ flows: [days], shop: [] });`;
  writeFileSync(join(folder, 'flows', 'wrong.ts'), wrong);
  const { code, out } = await start(process.execPath, [tsc, '--noEmit']).ended;
  expect(code).not.toBe(0);
  expect([...out.matchAll(/flows\/wrong\.ts\((\d+),/g)].map((match) => match[1])).toEqual(['5', '6', '7']);
  rmSync(join(folder, 'flows', 'wrong.ts'));
});

test('every entry of the package is there, with its types, and nothing of the tests is', async () => {
  const installed = join(folder, 'node_modules', 'drover');
  const { exports } = z
    .object({ exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])) })
    .parse(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')));
  const targets = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  );
  expect(targets.filter((target) => !existsSync(join(installed, target)))).toEqual([]);
  for (const absent of ['src', 'test', 'dist/test', 'node_modules/typescript'])
    expect(existsSync(join(installed, absent)), absent).toBe(false);
  const loads = `await import('drover'); await import('drover/client'); await import('drover/testing');`;
  await runs(process.execPath, ['--input-type=module', '--eval', loads]);
});

test('the example herd comes with it', async () => {
  env['HERD_PORT'] = String(await freePort());
  env['DROVER_DATA'] = join(folder, 'example');
  const up = start(installedDrover, ['up', '--example']);
  const [, succeeded, total] = await up.prints(/First round done: (\d+) of (\d+) runs succeeded/, upMs);
  expect(succeeded).toBe(total);
  up.ctrlC();
  expect(await up.ended).toMatchObject({ code: 0 });
});
