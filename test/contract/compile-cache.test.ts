/** A start with code that has been seen before reads no source anew (bin/start.js). */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../bin/drover.js', import.meta.url));

/** Starts what lives long with an option that it does not know, so that it ends at once. */
function start(cache: string): string {
  const { stderr } = spawnSync(process.execPath, [program, 'up', '--no-such-option'], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: cache },
    encoding: 'utf8',
  });
  return stderr;
}

test('the first start fills the cache, for its programs of their own, too; the next one finds it filled', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drover-cache-'));
  const compiled = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  try {
    expect(start(folder)).toContain('--no-such-option');
    expect(existsSync(join(folder, 'warm.txt'))).toBe(true);
    const first = compiled();
    expect(first.length).toBeGreaterThan(500);
    start(folder);
    expect(compiled()).toEqual(first);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
