import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';

let child: ChildProcessByStdio<Writable, Readable, null> | undefined;
afterEach(() => child?.kill('SIGKILL'));

async function start(
  ...args: string[]
): Promise<{ site: ChildProcessByStdio<Writable, Readable, null>; url: string }> {
  const site = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { ...process.env, HERD_PORT: '0' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child = site;
  const [line] = (await once(createInterface({ input: site.stdout }), 'line')) as [string];
  return { site, url: line.replace('HERD_SITE_URL=', '') };
}

test('runs alone, says where, and stops on TERM', async () => {
  const { site, url } = await start();
  expect((await fetch(`${url}/api/shops`)).status).toBe(200);
  site.stdin.end();
  site.kill('SIGTERM');
  expect(await once(site, 'exit')).toEqual([0, null]);
});

test('--with-parent ends it with its standard input', async () => {
  const { site } = await start('--with-parent');
  site.stdin.end();
  expect(await once(site, 'exit')).toEqual([0, null]);
});
