import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findProgram } from './program-path.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-program-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'bin', 'folder'));
  writeFileSync(join(folder, 'bin', 'tool'), '#!/bin/sh\n');
  chmodSync(join(folder, 'bin', 'tool'), 0o755);
  writeFileSync(join(folder, 'bin', 'plain'), 'text');
  writeFileSync(join(folder, 'bin', 'orphan'), '#! /no/such/interpreter -x\n');
  chmodSync(join(folder, 'bin', 'orphan'), 0o755);
});

afterAll(() => rmSync(folder, { recursive: true }));

test('a name is looked for in the PATH given, a path from the working folder', () => {
  const path = join(folder, 'bin', 'tool');
  expect(findProgram('tool', folder, `/nowhere:${join(folder, 'bin')}`)).toEqual({ ok: true, path });
  expect(findProgram('./bin/tool', folder, '')).toEqual({ ok: true, path });
  expect(findProgram(path, '/', undefined)).toEqual({ ok: true, path });
  expect(findProgram('tool', folder, 'bin')).toEqual({ ok: true, path });
  expect(findProgram('sh', folder, undefined)).toMatchObject({ ok: true });
});

test.each([
  ['no-such-tool', 'ENOENT', 'no-such-tool'],
  ['', 'ENOENT', 'empty'],
  ['./bin/nothing', 'ENOENT', 'nothing'],
  ['./bin/plain', 'EACCES', 'bin/plain (chmod +x'],
  ['./bin/folder', 'EACCES', 'but a folder: '],
  ['./bin/orphan', 'ENOENT', '/no/such/interpreter'],
])('%j is %s', (name, code, named) => {
  const result = findProgram(name, folder, '/usr/bin:/bin');
  expect(result).toMatchObject({ ok: false, fault: { code } });
  expect(result.ok ? '' : result.fault.message).toContain(named);
});

test('a missing working folder is not a missing program', () => {
  expect(findProgram('sh', join(folder, 'gone'), '/bin')).toMatchObject({
    ok: false,
    fault: { code: 'ENOCWD' },
  });
});
