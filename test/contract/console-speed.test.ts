/**
 * With a long history, lists, counts and the overview stay quick, beside what SQLite takes on the same machine to go through all
 * of it once; `npm run prove -- console-reads` has 200,000 runs and holds them to a time.
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
/** Times of one way through all runs that a read may take. */
const allowed = 1.5;
/** What SQLite does by itself where no index helps. */
const throughAll = `
  SELECT created_at / 900000, state, count(*) FROM run
  WHERE concat_ws(char(10), id, flow, shop_id, error, params) LIKE '%SN0000%' GROUP BY 1, 2`;
const tries = 3;
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

async function took(read: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await read();
  return performance.now() - from;
}

/**
 * The least time of some tries, in times of a way through all runs. Both take turns: a machine's pace changes, and what else it
 * does makes some tries longer and none shorter.
 */
async function times(read: () => Promise<unknown>): Promise<number> {
  const all = connection.db.prepare(throughAll);
  let [least, leastOfAll] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < tries; i++) {
    leastOfAll = Math.min(leastOfAll, await took(() => Promise.resolve(all.all())));
    least = Math.min(least, await took(read));
  }
  return least / leastOfAll;
}

it.each(listFilters(now))('the first page and the counts by %s', async (_name, filter) => {
  expect(await times(() => history.runs(filter, 50, null))).toBeLessThan(allowed);
  expect(await times(() => history.runCounts(filter, 900_000))).toBeLessThan(allowed);
});

it('what lives and what is in trouble is found without reading the history', async () => {
  for (const filter of [
    { states: ['running'] },
    { states: ['retrying', 'blocked'] },
    { states: ['expired'] },
  ] as const)
    expect(await times(() => history.runs(filter, 50, null))).toBeLessThan(allowed / 10);
});

it('the ends of the last days, once and afterwards', async () => {
  const since = now - 8 * 24 * 3_600_000;
  expect(await times(() => history.endingsSince(since))).toBeLessThan(allowed);
  const { upTo } = await history.endingsSince(since);
  expect(await times(() => history.endingsAfter(upTo))).toBeLessThan(allowed / 20);
});
