import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderBlobs } from '../adapters/blobs-folder/folder-blobs.ts';
import { createLocalLiveBus } from '../adapters/live-bus-local/local-live-bus.ts';
import type { LogLine } from '../contract/link.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { LiveMessage } from '../ports/live-bus.ts';
import { createRunLogs, logKey, type RunLogs, runFolder } from './run-logs.ts';

let folder: string;
let logs: RunLogs;
let heard: LiveMessage[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-logs-'));
  heard = [];
  const bus = createLocalLiveBus();
  bus.subscribe((message) => void heard.push(message));
  logs = createRunLogs(createFolderBlobs(folder), bus);
});
afterEach(() => rmSync(folder, { recursive: true }));

const line = (n: number): LogLine => [1000 + n, 'out', `line ${n} 行`];
const lines = (from: number, count: number): LogLine[] =>
  Array.from({ length: count }, (_, i) => line(from + i));
const stored = async (run = 'run-1'): Promise<LogLine[]> =>
  Buffer.from(await logs.read(run, 1, 0))
    .toString()
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as LogLine);

describe('run logs', () => {
  it('keep each line once, in order, however frames repeat and overlap', async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ back: fc.nat(5), count: fc.integer({ min: 0, max: 6 }) }), { maxLength: 12 }),
        async (frames) => {
          const run = `run-${++n}`;
          let next = 0;
          for (const { back, count } of frames) {
            const from = Math.max(0, next - back);
            await logs.append(run, 1, from, lines(from, count));
            next = Math.max(next, from + count);
          }
          expect(await stored(run)).toEqual(lines(0, next));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('say how many lines are missing where some never came', async () => {
    await logs.append('run-1', 1, 0, lines(0, 2));
    await logs.append('run-1', 1, 10, lines(10, 1));
    const found = await stored();
    expect(found).toHaveLength(4);
    expect(found[2]?.[1]).toBe('sys');
    expect(found[2]?.[2]).toMatch(/^8 lines left out/);
    expect(found[3]).toEqual(line(10));
  });

  it('say how many lines could not be stored, as soon as one can', async () => {
    const blobs = createFolderBlobs(folder);
    let full = false;
    const append: Blobs['append'] = (key, chunk) =>
      full ? Promise.reject(new Error('ENOSPC: no space left on device')) : blobs.append(key, chunk);
    logs = createRunLogs({ ...blobs, append }, createLocalLiveBus());
    await logs.append('run-1', 1, 0, lines(0, 2));
    full = true;
    await expect(logs.append('run-1', 1, 2, lines(2, 3))).rejects.toThrow('ENOSPC');
    await expect(logs.append('run-1', 1, 6, lines(6, 1))).rejects.toThrow('ENOSPC');
    full = false;
    await logs.append('run-1', 1, 7, lines(7, 1));
    await logs.append('run-1', 1, 8, lines(8, 1));
    expect(await stored()).toEqual([
      ...lines(0, 2),
      [1007, 'sys', '5 lines left out: they could not be stored'],
      ...lines(7, 2),
    ]);
  });

  it('say at the end how many lines never came, unless those before a restart can not be counted', async () => {
    await logs.append('run-1', 1, 0, lines(0, 2));
    await logs.end('run-1', 1, 2, 5);
    expect(await stored()).toEqual(lines(0, 2));
    const again = createRunLogs(createFolderBlobs(folder), createLocalLiveBus());
    await again.resume('run-1', 1);
    await again.end('run-1', 1, 9, 5);
    expect(await stored()).toEqual(lines(0, 2));
    await again.resume('run-2', 1);
    for (const _ of [1, 2]) await again.end('run-2', 1, 9, 5);
    const missing = [5, 'sys', '9 lines left out: the node ended before it had sent them'];
    expect(await stored('run-2')).toEqual([missing]);
  });

  it('keep attempts apart, and go on after a restart', async () => {
    await logs.append('run-1', 1, 0, lines(0, 2));
    await logs.append('run-1', 2, 0, lines(0, 1));
    const again = createRunLogs(createFolderBlobs(folder), createLocalLiveBus());
    await again.append('run-1', 1, 2, lines(2, 1));
    expect(await stored()).toEqual(lines(0, 3));
    expect(await logs.size('run-1', 2)).toBe(`${JSON.stringify(line(0))}\n`.length + 2);
  });

  it('tell watchers the new size, and nothing when nothing is new', async () => {
    await logs.append('run-1', 1, 0, lines(0, 2));
    await logs.append('run-1', 1, 0, lines(0, 2));
    await logs.append('run-1', 1, 2, []);
    expect(heard).toEqual([{ topic: 'log', runId: 'run-1', attempt: 1, bytes: await logs.size('run-1', 1) }]);
  });

  it('keep any two runs apart, whatever their ids', () => {
    const id = fc.stringMatching(/^[\w.:-]{1,128}$/);
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(runFolder(a) === runFolder(b)).toBe(a === b);
        expect(logKey(a, 1)).toMatch(/^runs\/r-[^/]+\/1\.log$/);
        expect(runFolder(a).split('/')).not.toContain('..');
      }),
    );
  });
});
