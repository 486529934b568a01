import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../test/support/until.ts';
import { type ConfigWatcher, watchConfiguration } from './config-watcher.ts';
import { type ConfigReading, evaluateConfig } from './evaluate-config.ts';

let folder: string;
let readings: ConfigReading[];
let watcher: ConfigWatcher | null;
/** Held back by a test: an evaluation ends when it is resolved. */
let held: Promise<void>;
/** The file of the last reading. */
let readPath: string;
/** Evaluations that have come to their hook. */
let evaluated: number;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'drover-watch-')));
  readings = [];
  watcher = null;
  held = Promise.resolve();
  readPath = '';
  evaluated = 0;
});
afterEach(async () => {
  await watcher?.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** A configuration whose only limit tells it from others. */
const limited = (room: number): string => JSON.stringify({ limits: { 'platform:pdd': room } });

async function watch(path: string, named = true, candidates = [path]): Promise<void> {
  const readAt = Date.now();
  const { files } = await evaluateConfig(path, { absentFiles: 'warning' });
  watcher = watchConfiguration(
    { path, candidates, named, files, readAt },
    {
      onReading: async (reading, file) => {
        evaluated += 1;
        await held;
        readPath = file;
        readings.push(reading);
      },
      onFault: () => undefined,
    },
  );
}

/** Waits until the last reading has this limit; null: is faulty. */
const reads = (room: number | null): Promise<unknown> =>
  until(
    `the reading with ${room}`,
    () => {
      const last = readings.at(-1);
      if (last === undefined) return false;
      return room === null ? !last.ok : last.ok && last.manifest.limits['platform:pdd'] === room;
    },
    5000,
  );

describe('a watched configuration file', () => {
  it('is read anew after it was written, replaced by a rename, and removed and written anew', async () => {
    const path = write('own.json', limited(1));
    await watch(path);
    write('own.json', limited(2));
    await reads(2);
    renameSync(write('own.json.new', limited(3)), path);
    await reads(3);
    unlinkSync(path);
    write('own.json', limited(4));
    await reads(4);
    write('own.json', limited(5));
    await reads(5);
  });

  it('is read anew though an evaluation of the text before hangs', async () => {
    const path = write('own.mjs', `export default ${limited(1)};`);
    await watch(path);
    const sign = join(folder, 'hangs');
    write(
      'own.mjs',
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(sign)}, ''); for (;;);`,
    );
    await until('the evaluation that hangs', () => existsSync(sign), 5000);
    write('own.mjs', `export default ${limited(2)};`);
    await reads(2);
    expect(readings).toHaveLength(1);
  });

  it('is read anew when a file or folder that a flow lacks comes, and when a script goes', async () => {
    const flows = [
      { kind: 'script', name: 'a', entry: 'late/a.py' },
      { kind: 'command', name: 'b', command: ['true'], cwd: 'later' },
      { kind: 'script', name: 'c', entry: 'circle.py' },
    ];
    symlinkSync('circle.py', join(folder, 'circle.py'));
    const path = write('own.json', JSON.stringify({ flows }));
    await watch(path);
    const lacking = (expected: readonly string[]): Promise<unknown> =>
      until(
        `those that lack a file: ${expected.join()}`,
        () => {
          const last = readings.at(-1);
          if (last?.ok !== true) return false;
          const names = last.manifest.flows.flatMap(({ name, missing }) =>
            missing === undefined ? [] : name,
          );
          return names.join() === expected.join();
        },
        5000,
      );
    const script = write('late/a.py', '');
    await lacking(['b', 'c']);
    mkdirSync(join(folder, 'later'));
    await lacking(['c']);
    unlinkSync(join(folder, 'circle.py'));
    write('circle.py', '');
    await lacking([]);
    unlinkSync(script);
    await lacking(['a']);
  });

  it('is read once where an editor empties it first, and not at all where something else changes', async () => {
    await watch(write('own.json', limited(1)));
    writeFileSync(join(folder, 'own.json'), '');
    write('own.json', limited(2));
    write('other.json', 'x');
    await reads(2);
    write('other.json', 'y');
    write('own.json', limited(3));
    await reads(3);
    expect(readings.filter((reading) => !reading.ok)).toEqual([]);
    expect(readings).toHaveLength(2);
  });

  it('is faulty when it stays away', async () => {
    const path = write('own.json', limited(1));
    await watch(path);
    unlinkSync(path);
    await reads(null);
    expect(readings.at(-1)).toMatchObject({ ok: false, faults: [{ code: 'no_file' }] });
    write('own.json', limited(2));
    await reads(2);
  });

  it('may be made later where it is the default one', async () => {
    await watch(join(folder, 'sub', 'own.json'), false);
    write('sub/own.json', limited(2));
    await reads(2);
  });

  it('is faulty when it stays away, too, where it is the default one and was there', async () => {
    const path = write('own.json', limited(1));
    await watch(path, false);
    unlinkSync(path);
    await reads(null);
    expect(readings.at(-1)).toMatchObject({ ok: false, faults: [{ code: 'no_file' }] });
  });

  it('may change its form where it is the default one, but not be two', async () => {
    const [first, second] = ['own.json', 'own.yaml'].map((name) => join(folder, name)) as [string, string];
    await watch(write('own.json', limited(1)), false, [first, second]);
    renameSync(first, second);
    await until('the reading of the other form', () => readPath === second, 5000);
    expect(readings.at(-1)?.ok).toBe(true);
    write('own.yaml', limited(2));
    await reads(2);
    write('own.json', limited(3));
    await reads(null);
    expect(readings.at(-1)).toMatchObject({ ok: false, faults: [{ code: 'two_default_files' }] });
    unlinkSync(second);
    await reads(3);
    expect(readPath).toBe(first);
    unlinkSync(first);
    await until('its absence', () => readings.at(-1)?.ok === false, 5000);
    write('own.yaml', limited(4));
    await reads(4);
  });

  it('is seen though its folder is replaced, and through a symbolic link', async () => {
    write('v1/own.json', limited(1));
    write('v2/own.json', limited(2));
    symlinkSync('v1', join(folder, 'now'));
    await watch(join(folder, 'now', 'own.json'));
    symlinkSync('v2', join(folder, 'next'));
    renameSync(join(folder, 'next'), join(folder, 'now'));
    await reads(2);
    renameSync(join(folder, 'v2'), join(folder, 'old'));
    write('v2/own.json', limited(3));
    await reads(3);
    write('v2/own.json', limited(4));
    await reads(4);
  });

  it('that was edited between its first reading and the watch is read anew', async () => {
    const path = write('own.json', limited(1));
    const first = await evaluateConfig(path);
    write('own.json', limited(2));
    watcher = watchConfiguration(
      { path, candidates: [path], named: true, files: first.files, readAt: 0 },
      { onReading: (reading) => Promise.resolve(void readings.push(reading)), onFault: () => undefined },
    );
    await reads(2);
  });

  it('has one more evaluation for all edits made during one', async () => {
    await watch(write('own.json', limited(1)));
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    write('own.json', limited(2));
    await until('an evaluation', () => evaluated === 1, 5000);
    for (let room = 3; room < 20; room++) write('own.json', limited(room));
    resolve();
    await reads(19);
    expect(readings).toHaveLength(2);
  });
});

it('what a .ts file imports and the entries of scripts are watched, also where the file is faulty', {
  timeout: 30_000,
}, async () => {
  const sdk = new URL('../sdk/define-config.ts', import.meta.url).href;
  write('flows/sync.py', 'print(1)');
  const rooms = write('rooms.ts', 'export const room = 1;');
  const path = write(
    'own.ts',
    `import { defineConfig, script } from '${sdk}';
     import { room } from './rooms.ts';
     export default defineConfig({ flows: [script({ name: 'sync', entry: 'flows/sync.py' })], limits: { 'platform:pdd': room } });`,
  );
  await watch(path);
  write('rooms.ts', 'export const room = 2;');
  await reads(2);
  write('rooms.ts', 'export const room = ;');
  await reads(null);
  unlinkSync(rooms);
  write('rooms.ts', "import { rest } from './rest.ts'; export const room = 2 + rest;");
  await until('the missing import', () => readings.length > 2 && !readings.at(-1)?.ok, 5000);
  write('rest.ts', 'export const rest = 2;');
  await reads(4);
  const hashes = (): unknown => readings.map((reading) => reading.ok && reading.manifest.flows[0]?.hash);
  const before = hashes();
  write('flows/sync.py', 'print(2)');
  await until(
    'another hash',
    () => new Set(hashes() as string[]).size > new Set(before as string[]).size,
    5000,
  );
});

it('an evaluation under way is given up when the watch ends', { timeout: 30_000 }, async () => {
  const path = write('own.ts', 'export default {};');
  await watch(path);
  const began = join(folder, 'began');
  write('own.ts', `import { writeFileSync } from 'node:fs'; writeFileSync('${began}', ''); for (;;) {}`);
  await until('the evaluation', () => existsSync(began), 5000);
  const from = performance.now();
  await watcher?.close();
  expect(performance.now() - from).toBeLessThan(5_000);
  expect(readings).toEqual([]);
});
