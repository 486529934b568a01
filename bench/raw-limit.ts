/**
 * What the disk and SQLite alone allow: the statements that a run causes from `blocked` to `succeeded`, on Drover's own schema,
 * straight on node:sqlite, in transactions of 100 runs as group commits make them, each synced. No server, node or link.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../src/adapters/store-sqlite/sqlite-store.ts';

const group = 100;
const nodeKey = 1;
const classKey = 1;

/** Runs per second. */
export async function measureRawLimit(folder: string, runs: number): Promise<number> {
  const path = join(folder, 'raw.db');
  // Makes the schema.
  await openSqliteStore({ path }).close();
  using database = new DatabaseSync(path);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000',
  );
  const run = transitionsOf(database);
  database.exec('BEGIN');
  for (let i = 1; i <= runs; i++) run.insert(i);
  database.exec('COMMIT');

  const startedAt = performance.now();
  const groups = Math.ceil(runs / group);
  // One transaction ends a group, queues the one after the next and starts the next, as the dispatcher does.
  for (let k = 0; k < groups + 2; k++) {
    database.exec('BEGIN IMMEDIATE');
    for (const seq of members(k - 2, runs)) run.end(seq);
    for (const seq of members(k, runs)) run.queue(seq);
    run.queued();
    for (const seq of members(k - 1, runs)) run.start(seq);
    database.exec('COMMIT');
  }
  return runs / ((performance.now() - startedAt) / 1000);
}

function* members(k: number, runs: number): Generator<number> {
  for (let seq = k * group + 1; seq <= Math.min((k + 1) * group, runs); seq++) if (seq > 0) yield seq;
}

function transitionsOf(database: DatabaseSync) {
  const insert = database.prepare(
    `INSERT INTO run (seq, id, flow, flow_hash, state, priority, params, pool, attempt, failures, losses, max_retries, source, created_by,
       created_at, due_at, timeout_seconds, bucket, blocked_at, rank, class_key, wake_up_pending, batch_id, revision)
     VALUES (?, ?, 'noop', 'aaaaaaaaaaaa', 'blocked', 5, '{}', 'default', 0, 0, 0, 3, 'api', 'administrator', ?, ?, 600, ?, ?, ?, ?, 0, 'b', 1)`,
  );
  const event = database.prepare('INSERT INTO event (run_seq, revision, at, body) VALUES (?, ?, ?, ?)');
  const waiter = database.prepare('SELECT * FROM run WHERE bucket = ? ORDER BY rank, seq LIMIT 1');
  const queue = database.prepare(
    `UPDATE run SET blocked_at = NULL, rank = ?, wake_at = NULL, queued_at = ?, wake_up_pending = 0, state = 'queued', revision = 2, bucket = ?
     WHERE seq = ? AND state = 'blocked' AND attempt = 0`,
  );
  const hold = database.prepare('INSERT INTO hold (run_seq, key_id) VALUES (?, ?)');
  const queued = database.prepare('SELECT * FROM run WHERE bucket = ? ORDER BY rank, seq LIMIT ?');
  const start = database.prepare(
    `UPDATE run SET attempt = 1, node = ?, started_at = ?, wake_at = NULL, wake_up_pending = 0, state = 'running', revision = 3, bucket = ?
     WHERE seq = ? AND state = 'queued' AND attempt = 0`,
  );
  const byId = database.prepare('SELECT * FROM run WHERE id = ?');
  const attempt = database.prepare(
    `INSERT INTO attempt (run_seq, attempt, outcome, code, error, node, started_at, ended_at) VALUES (?, 1, 'succeeded', 0, NULL, ?, ?, ?)`,
  );
  const end = database.prepare(
    `UPDATE run SET failures = 0, losses = 0, code = 0, error = NULL, output = '{}', ended_at = ?, wake_at = NULL, blocked_at = NULL, node = NULL,
       wake_up_pending = 0, state = 'succeeded', revision = 4, bucket = NULL
     WHERE seq = ? AND state = 'running' AND attempt = 1`,
  );
  const release = database.prepare('DELETE FROM hold WHERE run_seq = ? RETURNING key_id');
  const id = (seq: number): string => `run-${String(seq).padStart(22, '0')}`;
  return {
    insert: (seq: number): void => {
      const now = Date.now();
      insert.run(seq, id(seq), now, now, 2 * classKey, now, now + seq / 1000, classKey);
      event.run(
        seq,
        1,
        now,
        '{"kind":"state","from":null,"to":"blocked","attempt":0,"blockedBy":"pool:default"}',
      );
    },
    queue: (seq: number): void => {
      const now = Date.now();
      waiter.get(2 * classKey);
      queue.run(now + seq / 1000, now, 2 * classKey + 1, seq);
      hold.run(seq, classKey);
      event.run(seq, 2, now, '{"kind":"state","from":"blocked","to":"queued","attempt":0}');
    },
    queued: (): void => void queued.all(2 * classKey + 1, group),
    start: (seq: number): void => {
      const now = Date.now();
      start.run(nodeKey, now, -nodeKey, seq);
      event.run(seq, 3, now, '{"kind":"state","from":"queued","to":"running","attempt":1}');
    },
    end: (seq: number): void => {
      const now = Date.now();
      byId.get(id(seq));
      attempt.run(seq, nodeKey, now, now);
      end.run(now, seq);
      release.all(seq);
      event.run(seq, 4, now, '{"kind":"state","from":"running","to":"succeeded","attempt":1,"code":0}');
    },
  };
}
