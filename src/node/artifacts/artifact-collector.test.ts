import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArtifactOutcome, ArtifactSource } from '../../ports/artifact-source.ts';
import { ArtifactCollector } from './artifact-collector.ts';

let base: string;
let folder: string;
let cwd: string;
let log: string[];
let kept: Record<string, string>;
let outcome: ArtifactOutcome;
let collector: ArtifactCollector;

async function whole(source: ArtifactSource): Promise<string> {
  const bytes = await source.read(0, source.size);
  await source.close();
  return Buffer.from(bytes).toString();
}

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'drover-artifacts-'));
  folder = join(base, 'artifacts');
  cwd = join(base, 'cwd');
  for (const path of [folder, cwd]) mkdirSync(path);
  log = [];
  kept = {};
  outcome = { stored: true };
  collector = new ArtifactCollector(
    {
      log: (_stream, text) => void log.push(text),
      artifact: async (source) => {
        kept[source.name] = await whole(source);
        return outcome;
      },
    },
    { folder, cwd },
  );
});
afterEach(() => rmSync(base, { recursive: true }));

describe('the files of an attempt', () => {
  it('are those that it names, and what else lies in its folder', async () => {
    writeFileSync(join(cwd, 'report.csv'), 'a,b');
    mkdirSync(join(folder, 'shots'));
    writeFileSync(join(folder, 'shots', '订单.png'), 'png');
    await collector.add('report.csv');
    await collector.add(join(folder, 'shots', '订单.png'));
    writeFileSync(join(folder, 'late.txt'), 'late');
    kept = { 'report.csv': kept['report.csv'] ?? '' };
    await collector.finish();
    expect(kept).toEqual({ 'report.csv': 'a,b', 'late.txt': 'late' });
    expect(log).toEqual([]);
  });

  it('are taken again when they have changed since they were named', async () => {
    const file = join(folder, 'a.txt');
    writeFileSync(file, 'one');
    await collector.add('a.txt');
    writeFileSync(file, 'two, longer');
    await collector.finish();
    expect(kept).toEqual({ 'a.txt': 'two, longer' });
  });

  it('are not those of a folder that a link in the place of its own leads to', async () => {
    const secrets = join(base, 'secrets');
    mkdirSync(secrets);
    writeFileSync(join(secrets, 'shadow'), 'x');
    for (const root of [folder, cwd]) {
      rmSync(root, { recursive: true });
      symlinkSync(secrets, root);
    }
    await collector.add(join(folder, 'shadow'));
    await collector.add('shadow');
    await collector.finish();
    expect(kept).toEqual({});
    const outside = 'it lies outside DROVER_ARTIFACTS_DIR and the working folder';
    expect(log).toEqual([
      `the file ${join(folder, 'shadow')} was not kept: ${outside}`,
      `the file shadow was not kept: ${outside}`,
      'the files in DROVER_ARTIFACTS_DIR were not kept: a link stands in the place of the folder that was made for it',
    ]);
  });

  it('may lie in a folder that a link leads to from the start, and in one that the program made anew', async () => {
    symlinkSync(base, join(base, 'by-link'));
    const events = {
      log: (_: string, text: string) => void log.push(text),
      artifact: async (source: ArtifactSource) => {
        kept[source.name] = await whole(source);
        return outcome;
      },
    };
    const linked = join(base, 'by-link', 'artifacts');
    const other = new ArtifactCollector(events, { folder: linked, cwd });
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.txt'), 'a');
    await other.finish();
    expect([kept, log]).toEqual([{ 'a.txt': 'a' }, []]);
  });

  it('lie in its folder or working folder, and are files', async () => {
    writeFileSync(join(base, 'secret'), 'x');
    symlinkSync(join(base, 'secret'), join(folder, 'link'));
    mkdirSync(join(cwd, 'sub'));
    for (const path of ['/etc/passwd', '../secret', join(folder, 'link'), 'sub', 'gone.txt'])
      await collector.add(path);
    await collector.finish();
    expect(kept).toEqual({});
    expect(log).toEqual([
      'the file /etc/passwd was not kept: it lies outside DROVER_ARTIFACTS_DIR and the working folder',
      'the file ../secret was not kept: it lies outside DROVER_ARTIFACTS_DIR and the working folder',
      `the file ${join(folder, 'link')} was not kept: it lies outside DROVER_ARTIFACTS_DIR and the working folder`,
      'the file sub was not kept: it is not a file',
      'the file gone.txt was not kept: there is no such file',
    ]);
  });

  it('may be removed once they were named; too large ones and refused ones are said', async () => {
    writeFileSync(join(cwd, 'shot.png'), 'png');
    const added = collector.add('shot.png');
    await added;
    unlinkSync(join(cwd, 'shot.png'));
    writeFileSync(join(folder, 'huge.bin'), '');
    truncateSync(join(folder, 'huge.bin'), 64 * 1024 * 1024 + 1);
    writeFileSync(join(folder, 'more.bin'), 'x');
    outcome = { stored: false, reason: 'the server is full' };
    await collector.finish();
    expect(kept).toEqual({ 'shot.png': 'png', 'more.bin': 'x' });
    expect(log).toEqual([
      'the file huge.bin was not kept: it is larger than 64 MiB',
      'the file more.bin was not kept: the server is full',
    ]);
  });

  it('are opened one after the other, and once where they are named again before', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'])
      writeFileSync(join(cwd, name), name);
    const names = readdirSync(cwd);
    const open = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
    const before = await open();
    const added = Array.from({ length: 200 }, (_, n) => collector.add(names[n % names.length] ?? ''));
    expect(new Set(added).size).toBe(names.length);
    let most = 0;
    let done = false;
    const all = Promise.all(added).then(() => {
      done = true;
    });
    while (!done) most = Math.max(most, await open());
    await all;
    expect(most - before).toBeLessThanOrEqual(3);
    expect(kept).toEqual(Object.fromEntries(names.map((name) => [name, name])));
  });

  it('have plain names', async () => {
    writeFileSync(join(folder, 'a\n\\b.txt'), 'x');
    writeFileSync(join(folder, `${'长'.repeat(60)}.txt`), 'y');
    await collector.finish();
    expect(Object.keys(kept)).toEqual(['a__b.txt', `${'长'.repeat(60)}.txt`]);
  });
});
