import type { UpkeepReads, UpkeepTx } from '../../ports/upkeep.ts';
import { maybeInt } from './columns.ts';
import type { Connection } from './connection.ts';
import { alarmOwner } from './kept-back.ts';
import { toKey } from './record-rows.ts';

/** Runs looked at for a flow's latest durations: a rare flow must not read the whole history. */
const recentRuns = 20_000;

/** Reads for looking after the installation on SQLite. */
export function upkeepReads(c: Connection): UpkeepReads {
  return {
    queues: async (maxBlockers) => {
      const pools = c.all(
        `SELECT pool, count(*) FILTER (WHERE state = 'running') AS running, count(*) FILTER (WHERE state = 'queued') AS queued,
           min(queued_at) FILTER (WHERE state = 'queued') AS oldest_queued, count(*) FILTER (WHERE state = 'blocked') AS waiting,
           min(blocked_at) FILTER (WHERE state = 'blocked') AS oldest_waiting
         FROM run WHERE bucket IS NOT NULL GROUP BY pool ORDER BY pool`,
      );
      const blockers = c.all(
        `SELECT w.pool AS pool, w.waiting AS waiting, w.oldest AS oldest, k.* FROM
           (SELECT pool, bucket / 2 AS key, count(*) AS waiting, min(blocked_at) AS oldest FROM run
            WHERE bucket IS NOT NULL AND bucket > 0 AND state = 'blocked' GROUP BY pool, bucket) w
         JOIN limit_key k ON k.id = w.key ORDER BY w.waiting DESC, w.oldest LIMIT ?`,
        maxBlockers,
      );
      return {
        pools: pools.map((row) => ({
          pool: String(row['pool']),
          running: Number(row['running']),
          queued: Number(row['queued']),
          oldestQueuedAt: maybeInt(row, 'oldest_queued'),
          waiting: Number(row['waiting']),
          oldestWaitingAt: maybeInt(row, 'oldest_waiting'),
        })),
        blockers: blockers.map((row) => ({
          pool: String(row['pool']),
          key: toKey(row),
          waiting: Number(row['waiting']),
          oldestAt: Number(row['oldest']),
        })),
      };
    },
    recentDurations: async (flow, limit) =>
      c
        .all(
          `SELECT ended_at - started_at AS ms FROM run
           WHERE seq > (SELECT coalesce(max(seq), 0) FROM run) - ? AND flow = ? AND state = 'succeeded' AND started_at IS NOT NULL
           ORDER BY seq DESC LIMIT ?`,
          ...[recentRuns, flow, limit],
        )
        .map((row) => Math.max(0, Number(row['ms']))),
    queuedAhead: async (classKey, rank) =>
      Number(
        c.get('SELECT count(*) AS n FROM run WHERE bucket = ? AND rank < ?', 2 * classKey + 1, rank)?.['n'] ??
          0,
      ),
    settingNow: async (name) => {
      const row = c.get('SELECT value FROM setting WHERE name = ?', name);
      return row && String(row['value']);
    },
    oldRuns: async (after, limit) =>
      c
        .all('SELECT seq, id, created_at, ended_at FROM run WHERE seq > ? ORDER BY seq LIMIT ?', after, limit)
        .map((row) => ({
          seq: Number(row['seq']),
          id: String(row['id']),
          createdAt: Number(row['created_at']),
          endedAt: maybeInt(row, 'ended_at'),
        })),
    endedRunCount: async () => {
      const all = Number(c.get('SELECT count(*) AS n FROM run')?.['n'] ?? 0);
      // Live runs stand in one of two small indexes.
      const live = c.get(
        `SELECT (SELECT count(*) FROM run WHERE bucket IS NOT NULL) +
           (SELECT count(*) FROM run WHERE wake_at IS NOT NULL AND state IN ('scheduled', 'retrying')) AS n`,
      );
      return all - Number(live?.['n'] ?? 0);
    },
  };
}

/** Tables whose rows belong to a run, by its number. */
const runTables = ['event', 'attempt', 'run_payload', 'dead_letter', 'memo', 'exec_request'];

/**
 * A live run stands in one bucket; see migrations/0001-core. The plus keeps the planner from reading runs by their
 * number, all of the history, instead of by the index of live ones.
 */
const inBuckets = (condition: string): string =>
  `SELECT seq FROM run WHERE bucket IS NOT NULL AND ${condition} AND +seq <= ?1`;
const liveKinds = {
  waiting: `SELECT seq FROM (${inBuckets(`bucket > 0 AND state = 'blocked'`)}
    UNION ALL SELECT seq FROM run WHERE wake_at IS NOT NULL AND state IN ('scheduled', 'retrying') AND +seq <= ?1)`,
  queued: inBuckets(`bucket > 0 AND state = 'queued'`),
  running: inBuckets('bucket < 0 AND cancel_requested_at IS NULL'),
} as const;

/** Writes for looking after the installation on SQLite. */
export function upkeepTx(c: Connection): UpkeepTx {
  return {
    deleteSetting: async (name) => {
      c.run('DELETE FROM setting WHERE name = ?', name);
    },
    liveRuns: async (kind, until, limit) =>
      c.all(`${liveKinds[kind]} LIMIT ?2`, until, limit).map((row) => Number(row['seq'])),
    lastRunSeq: async () => Number(c.get('SELECT coalesce(max(seq), 0) AS n FROM run')?.['n'] ?? 0),
    deleteEndedRuns: async (seqs) => {
      const deleted: number[] = [];
      for (const seq of seqs) {
        if (c.run('DELETE FROM run WHERE seq = ? AND ended_at IS NOT NULL', seq).changes === 0) continue;
        for (const table of runTables) c.run(`DELETE FROM ${table} WHERE run_seq = ?`, seq);
        deleted.push(seq);
      }
      // Few runs name files.
      const all = 'SELECT value FROM json_each(?)';
      c.run(`DELETE FROM upload_use WHERE run_seq IN (${all})`, JSON.stringify(deleted));
      return deleted.length;
    },
    pruneIdempotency: async (before, limit) =>
      c.run(
        'DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency WHERE at < ? LIMIT ?)',
        before,
        limit,
      ).changes,
    pruneRecords: async (before, limit) => {
      const messages = c.all(
        'DELETE FROM dead_letter WHERE seq IN (SELECT seq FROM dead_letter WHERE run_seq IS NULL AND at < ? LIMIT ?) RETURNING seq',
        before,
        limit,
      );
      for (const row of messages)
        c.run('DELETE FROM unread_message WHERE letter_seq = ?', Number(row['seq']));
      const jobs = c.all(
        `DELETE FROM bulk_job WHERE seq IN (SELECT seq FROM bulk_job WHERE state IN ('done', 'cancelled') AND ended_at < ? LIMIT ?) RETURNING id`,
        before,
        limit,
      );
      for (const row of jobs) c.run('DELETE FROM bulk_plan WHERE job_id = ?', String(row['id']));
      const batches = c.run(
        'DELETE FROM batch WHERE seq IN (SELECT seq FROM batch b WHERE b.created_at < ? AND NOT EXISTS (SELECT 1 FROM run WHERE batch_id = b.id) LIMIT ?)',
        before,
        limit,
      ).changes;
      const alarms = c.run(
        'DELETE FROM event WHERE seq IN (SELECT seq FROM event WHERE run_seq = ? AND at < ? LIMIT ?)',
        alarmOwner,
        before,
        limit,
      ).changes;
      return messages.length + jobs.length + batches + alarms;
    },
  };
}
