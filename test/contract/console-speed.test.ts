/**
 * With a long history, lists, counts and the overview stay quick. Measured in processor time of the reading thread's work,
 * since other tests share the machine; `npm run prove -- console-reads` has 200,000 runs and the clock on the wall.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Connection } from '../../src/adapters/store-sqlite/connection.ts';
import { sqliteHistory } from '../../src/adapters/store-sqlite/sqlite-history.ts';
import type { History } from '../../src/ports/history.ts';
import { listFilters } from '../support/list-filters.ts';
import { makeHistory } from '../support/many-runs.ts';

const count = 40_000;
/** What 200,000 runs may take, for this many, ms. */
const limitMs = (300 * count) / 200_000;
const now = Date.now();
let folder: string;
let connection: Connection;
let history: History;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'drover-speed-'));
  await makeHistory(path.join(folder, 'drover.db'), count, now);
  connection = new Connection(path.join(folder, 'drover.db'), { readOnly: true });
  history = sqliteHistory(connection);
});
afterAll(async () => {
  connection.close();
  await rm(folder, { recursive: true });
});

/** The least processor time of three tries, ms. */
async function leastMs(read: () => Promise<unknown>): Promise<number> {
  const tries: number[] = [];
  for (let i = 0; i < 3; i++) {
    const before = process.threadCpuUsage();
    await read();
    const { user, system } = process.threadCpuUsage(before);
    tries.push((user + system) / 1000);
  }
  return Math.min(...tries);
}

it.each(listFilters(now))('the first page and the counts by %s', async (_name, filter) => {
  expect(await leastMs(() => history.runs(filter, 50, null))).toBeLessThan(limitMs);
  expect(await leastMs(() => history.runCounts(filter, 900_000))).toBeLessThan(limitMs);
});

it('what lives and what is in trouble is found without reading the history', async () => {
  for (const filter of [
    { states: ['running'] },
    { states: ['retrying', 'blocked'] },
    { states: ['expired'] },
  ] as const)
    expect(await leastMs(() => history.runs(filter, 50, null))).toBeLessThan(limitMs / 10);
});

it('the ends of the last days, once and afterwards', async () => {
  const since = now - 8 * 24 * 3_600_000;
  expect(await leastMs(() => history.endingsSince(since))).toBeLessThan(limitMs);
  const { upTo } = await history.endingsSince(since);
  expect(await leastMs(() => history.endingsAfter(upTo))).toBeLessThan(limitMs / 20);
});
