// needs: python3
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CheckedScript, checkScript } from './script-check.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-check-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function script(text: string, changes: Partial<CheckedScript> = {}): CheckedScript {
  const entry = join(folder, 'job.py');
  writeFileSync(entry, text);
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin' };
  return { entry, interpreter: ['python3'], cwd: folder, env, ...changes };
}

describe('imports', () => {
  test.each([
    'import json, os.path\nfrom datetime import date\nfrom __future__ import annotations\nimport sys\n',
    'try:\n    import no_such_module\nexcept ImportError:\n    pass\n',
    'if False:\n    import no_such_module\n',
    'def later():\n    import no_such_module\n',
    'import sys\nsys.path.append("/opt/lib")\nimport no_such_module\n',
    'import helper\nfrom package.inner import x\n',
    'this is not python\n',
    '# 编码\nimport json\n',
  ])('%j can be found, or are not for us to judge', async (text) => {
    writeFileSync(join(folder, 'helper.py'), 'raise SystemExit("executed")\n');
    mkdirSync(join(folder, 'package'));
    expect(await checkScript(script(text))).toBeNull();
  });

  test('that are missing are named with their lines, and looked for again once they may be there', async () => {
    const job = script(
      'import json\nimport no_such_module.part\nfrom other_module import x\nimport no_such_module\n',
    );
    const fault = await checkScript(job);
    expect(fault?.kind).toBe('configuration');
    expect(fault?.message).toMatch(
      /job\.py imports what \S*python\S* does not have: no_such_module \(line 2\), other_module \(line 3\)\. Install it/,
    );
    writeFileSync(join(folder, 'no_such_module.py'), '');
    writeFileSync(join(folder, 'other_module.py'), '');
    expect(await checkScript(job)).toBeNull();
  });

  test('of a Python that is not there are not judged: the start says what is wrong', async () => {
    expect(
      await checkScript(script('import no_such_module\n', { interpreter: ['/nowhere/python3'] })),
    ).toBeNull();
  });
});

describe('files', () => {
  test('a script or folder that is not there, and one that is no file', async () => {
    const job = script('');
    const gone = join(folder, 'gone');
    expect(await checkScript({ ...job, entry: gone })).toEqual({
      kind: 'configuration',
      message: `script not found: ${gone}`,
    });
    expect((await checkScript({ ...job, cwd: gone }))?.message).toBe(
      `its working folder is not there: ${gone}`,
    );
    expect((await checkScript({ ...job, entry: folder }))?.message).toContain('not a file');
    const loop = join(folder, 'loop');
    symlinkSync(loop, loop);
    expect(await checkScript({ ...job, cwd: loop })).toEqual({
      kind: 'permission',
      message: `the node may not use its working folder: ${loop} (ELOOP)`,
    });
  });

  test('a script that is executed itself must be executable', async () => {
    const job = script('#!/bin/sh\n', { interpreter: [] });
    expect(await checkScript(job)).toEqual({
      kind: 'permission',
      message: expect.stringMatching(/may not execute the script: .*job\.py \(chmod \+x.*EACCES/) as string,
    });
    chmodSync(job.entry, 0o755);
    expect(await checkScript(job)).toBeNull();
  });
});
