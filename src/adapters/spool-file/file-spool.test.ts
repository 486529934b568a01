import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ResultFrame } from '../../contract/link.ts';
import { openFileSpool } from './file-spool.ts';

let folder = '';
let path = '';
const warnings: string[] = [];
const logger = {
  debug: () => {},
  info: () => {},
  warn: (_: unknown, message: string) => void warnings.push(message),
  error: (_: unknown, message: string) => void warnings.push(message),
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-spool-'));
  path = join(folder, 'results.ndjson');
  warnings.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

function result(run: string, text = ''): ResultFrame {
  const output = text === '' ? null : { text };
  return {
    t: 'result',
    run,
    attempt: 1,
    outcome: 'succeeded',
    code: 0,
    error: null,
    output,
    startedAt: 1,
    endedAt: 2,
  };
}

describe('file spool', () => {
  it('keeps results over a death of the process, oldest first, until they are removed', async () => {
    const first = openFileSpool(path, logger);
    for (const run of ['a', 'b', 'c']) first.add(result(run));
    first.remove('b', 1);
    first.remove('unknown', 1);
    await Promise.resolve();
    // No close: it died.
    const second = openFileSpool(path, logger);
    expect(second.load()).toEqual([result('a'), result('c')]);
    second.add(result('d'));
    second.close();
    expect(
      openFileSpool(path, logger)
        .load()
        .map(({ run }) => run),
    ).toEqual(['a', 'c', 'd']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('writes before the next turn of the event loop', async () => {
    const spool = openFileSpool(path, logger);
    spool.add(result('a'));
    spool.add(result('b'));
    await Promise.resolve();
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('passes over a torn line', () => {
    const spool = openFileSpool(path, logger);
    spool.add(result('a'));
    spool.close();
    appendFileSync(path, '{"add":{"t":"result","run":"b"');
    expect(openFileSpool(path, logger).load()).toEqual([result('a')]);
    expect(warnings).toHaveLength(1);
  });

  it('does not grow with what has been acknowledged', async () => {
    const spool = openFileSpool(path, logger);
    spool.add(result('stays'));
    for (let n = 0; n < 50; n += 1) {
      spool.add(result(`r${n}`, 'x'.repeat(100_000)));
      await Promise.resolve();
      spool.remove(`r${n}`, 1);
      await Promise.resolve();
    }
    expect(statSync(path).size).toBeLessThan(1_300_000);
    spool.remove('stays', 1);
    await Promise.resolve();
    expect(statSync(path).size).toBe(0);
    spool.close();
    expect(openFileSpool(path, logger).load()).toEqual([]);
  });

  it('keeps its own file where it can not be rewritten, and writes to no other', async () => {
    const spool = openFileSpool(path, logger);
    spool.add(result('stays'));
    mkdirSync(`${path}.new`);
    for (let n = 0; n < 15; n += 1) {
      spool.add(result(`r${n}`, 'x'.repeat(100_000)));
      await Promise.resolve();
      spool.remove(`r${n}`, 1);
      await Promise.resolve();
    }
    expect(warnings).toHaveLength(1);
    const other = join(folder, 'other');
    const file = openSync(other, 'w');
    spool.add(result('a'));
    await Promise.resolve();
    rmSync(`${path}.new`, { recursive: true });
    spool.add(result('b'));
    await Promise.resolve();
    closeSync(file);
    expect(statSync(other).size).toBe(0);
    expect(openFileSpool(path, logger).load()).toEqual([result('stays'), result('a'), result('b')]);
    spool.close();
  });
});
