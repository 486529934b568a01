import { type FSWatcher, mkdtempSync, realpathSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '../../test/support/until.ts';
import { FileWatch } from './file-watch.ts';

let folder: string;
let file: string;
let changes: number;
let faults: string[];
const hooks = { onChange: () => void (changes += 1), onFault: (at: string) => void faults.push(at) };

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'drover-file-watch-')));
  file = join(folder, 'a.txt');
  writeFileSync(file, '1');
  changes = 0;
  faults = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Waits until writing the file is seen. */
async function seesWriting(): Promise<void> {
  const before = changes;
  writeFileSync(file, '2');
  await until('the change', () => changes > before, 2000);
}

it('a folder that can not be watched is told once, counts as changed at every try, and is watched when it can be', async () => {
  let refusals = 3;
  const opened: string[] = [];
  // As `watch`, of which only this form is used.
  const open = ((path: string, options: object, listener: () => void) => {
    if (refusals-- > 0) throw new Error('ENOSPC: no watches left');
    opened.push(path);
    return watch(path, options, listener);
  }) as unknown as typeof watch;
  const watched = new FileWatch(hooks, open);
  watched.watch([file]);
  await until('the watch', () => opened.length === 1, 3000);
  expect(faults).toEqual([folder]);
  expect(changes).toBe(3);
  await seesWriting();
  watched.close();
});

it('a watch that breaks is made anew', async () => {
  const opened: FSWatcher[] = [];
  // As above.
  const open = ((path: string, options: object, listener: () => void) => {
    const watcher = watch(path, options, listener);
    opened.push(watcher);
    return watcher;
  }) as unknown as typeof watch;
  const watched = new FileWatch(hooks, open);
  watched.watch([file]);
  await seesWriting();
  opened[0]?.emit('error', new Error('EMFILE'));
  await until('the new watch', () => opened.length === 2, 2000);
  expect(faults).toEqual([folder]);
  await seesWriting();
  watched.close();
});
