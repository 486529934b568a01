/** A real browser for tests of the console: the system's Chromium. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** The one without a window, which starts and draws with less, before a person's. */
const names = ['chromium-headless-shell', 'chromium'];

function chromiumPath(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter).concat('/usr/bin');
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not this one.
    }
  }
  throw new Error('there is no chromium: see scripts/test/system-needs.ts');
}

/** Whoever calls closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    // Root has no sandbox; /dev/shm is small in containers.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  });
}
