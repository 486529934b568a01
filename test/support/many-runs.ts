import { Connection } from '../../src/adapters/store-sqlite/connection.ts';
import { insertRunSql, insertValues } from '../../src/adapters/store-sqlite/run-rows.ts';
import { openSqliteStore } from '../../src/adapters/store-sqlite/sqlite-store.ts';
import type { RunState } from '../../src/contract/run-states.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { newRun } from './stored-records.ts';

export const manyFlows = ['sync_order', 'batch_reply', 'refresh_goods', 'daily_report', 'ship', 'audit'];
export const manyPlatforms = ['pdd', 'temu', 'tiktok', 'jd'];
/** Shops of each platform. */
export const shopsEach = 100;

/** A database with a long history: `count` ended runs of the last 30 days, the last of them just before `now`. */
export async function makeHistory(path: string, count: number, now: number): Promise<void> {
  await openSqliteStore({ path }).close();
  const connection = new Connection(path);
  connection.db.exec('BEGIN');
  const every = (30 * 24 * 3_600_000) / count;
  for (let i = 0; i < count; i++) {
    const run = endedRun(i, Math.round(now - (count - i) * every));
    const { lastId } = connection.run(insertRunSql, ...insertValues(run));
    connection.run(
      'INSERT INTO event (run_seq, revision, at, body) VALUES (?, 1, ?, ?)',
      ...[lastId, run.endedAt ?? 0],
      JSON.stringify({ kind: 'state', from: 'running', to: run.state, attempt: 1, code: run.code }),
    );
    if (run.state !== 'failed') continue;
    connection.run(
      "INSERT INTO dead_letter (run_seq, state, at, cause, flow, platform, shop_id) VALUES (?, 'open', ?, ?, ?, ?, ?)",
      ...[lastId, run.endedAt ?? 0, `EXIT: exit ${i % 9}`, run.flow, run.platform, run.shopId],
    );
  }
  connection.db.exec('COMMIT');
  connection.close();
}

function endedRun(i: number, createdAt: number): RunRecord {
  const failed = i % 19 === 3;
  const state: RunState = failed
    ? 'failed'
    : i % 47 === 5
      ? 'cancelled'
      : i % 211 === 7
        ? 'expired'
        : 'succeeded';
  const ran = state === 'succeeded' || failed;
  const platform = manyPlatforms[i % manyPlatforms.length] ?? 'pdd';
  return newRun(`run_${String(i).padStart(8, '0')}`, {
    flow: manyFlows[(i * 7) % manyFlows.length] ?? 'sync_order',
    platform,
    shopId: String(1000 + ((i * 13) % shopsEach)),
    state,
    code: ran ? (failed ? 1 : 0) : null,
    error: failed ? { type: 'EXIT', message: `exit ${i % 9}: the page did not answer, order ${i}` } : null,
    params: { date: '2026-11-28', page: i % 50, order: `SN${String(i).padStart(9, '0')}`, note: 'as usual' },
    output: ran && !failed ? { orders: i % 300 } : null,
    tags: i % 11 === 0 ? ['night'] : [],
    attempt: ran ? 1 : 0,
    failures: failed ? 1 : 0,
    dedupeKey: `sync:${platform}:${i}`,
    createdAt,
    dueAt: createdAt,
    queuedAt: createdAt,
    startedAt: ran ? createdAt + 500 : null,
    endedAt: createdAt + 900 + ((i * 37) % 30_000),
    rank: createdAt,
    batchId: i % 5 === 0 ? `bat_${Math.floor(i / 5000)}` : null,
  });
}
