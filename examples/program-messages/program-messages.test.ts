import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProgramMessage } from '../../src/node/executors/program-messages.ts';
import { hasPython } from '../herd/find-python.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-messages-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(
  command: string,
  file: string,
  params: object,
): Promise<{ code: number; lines: string[]; stderr: string }> {
  const paramsFile = join(folder, 'params.json');
  writeFileSync(paramsFile, JSON.stringify(params));
  const env = {
    PATH: process.env['PATH'],
    DROVER_PARAMS_FILE: paramsFile,
    DROVER_ARTIFACTS_DIR: folder,
    PYTHONDONTWRITEBYTECODE: '1',
  };
  return new Promise((resolve) => {
    execFile(command, [join(import.meta.dirname, file)], { env }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      resolve({ code, lines: stdout.trim().split('\n'), stderr });
    });
  });
}

describe.each([
  ['node', process.execPath, 'count.mjs'],
  ['python', 'python3', 'count.py'],
])('the %s module', (name, command, file) => {
  it.skipIf(name === 'python' && !hasPython())('says what Drover understands', async () => {
    const { code, lines } = await run(command, file, { to: 2 });
    expect(code).toBe(0);
    expect(lines.map((line) => readProgramMessage(line) ?? line)).toEqual([
      { kind: 'step', phase: 'start', id: 'count', name: 'Counting', input: { to: 2 } },
      '1',
      { kind: 'progress', value: 0.5, note: '1 of 2' },
      '2',
      { kind: 'progress', value: 1, note: '2 of 2' },
      { kind: 'step', phase: 'end', id: 'count', name: 'Counting', output: { last: 2 } },
      { kind: 'output', output: { last: 2 } },
    ]);
    expect(readFileSync(join(folder, 'count.txt'), 'utf8')).toBe('2\n');
    const failed = await run(command, file, { to: 0 });
    expect(failed.code).toBe(1);
    expect(failed.lines.map(readProgramMessage)).toEqual([
      { kind: 'error', error: { type: 'BUSINESS', message: 'there is nothing to count' } },
    ]);
    expect(failed.stderr).toContain('BUSINESS: there is nothing to count');
  });
});
