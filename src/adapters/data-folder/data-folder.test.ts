import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareDataFolder } from './data-folder.ts';
import { keptSecret, readPrivateFile, writePrivateFile } from './private-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-data-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a folder is made for its owner alone and nothing is left in it', () => {
  const path = join(folder, 'a', 'b');
  expect(prepareDataFolder(path)).toEqual({ ok: true });
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(readdirSync(path)).toEqual([]);
});

test('a file in the way is told as such', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(prepareDataFolder(join(file, 'data'))).toMatchObject({ ok: false, cause: 'in_the_way' });
  expect(prepareDataFolder(file)).toMatchObject({ ok: false, cause: 'in_the_way' });
});

test.runIf(process.platform === 'linux')('a place where nothing can be made is told, at once', () => {
  expect(prepareDataFolder('/proc/drover')).toMatchObject({ ok: false, cause: 'other' });
  expect(prepareDataFolder('/proc/drover/deeper')).toMatchObject({ ok: false });
});

test('a kept secret stays the same, and only its owner can read it', () => {
  const path = join(folder, 'secret');
  const secret = keptSecret(path);
  expect(secret.length).toBeGreaterThan(40);
  expect(keptSecret(path)).toBe(secret);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writePrivateFile(path, 'another\n');
  expect(readPrivateFile(path)).toBe('another');
  expect(readPrivateFile(join(folder, 'absent'))).toBeNull();
});
