/**
 * The core schema, lean for dispatch: integer keys that grow with time beside public ids; three indexes touch columns
 * that change (`run_live`, `run_wake`, `run_trouble`); an attempt is a row only once it has ended; one event row per run
 * and transaction; JSON above 4 KiB goes to `run_payload` so that state changes rewrite small rows.
 *
 * CHECKs spell `a = 'x' OR a = 'y'`: for `IN (…)` SQLite builds a table at each UPDATE (measured: half of its cost).
 *
 * `run.bucket` says where a live run stands, in one indexed column: `2 × key` while blocked under a key, `2 × class + 1`
 * while queued in a class, `−node` while running; null otherwise.
 */
export const name = '0001-core';

export const statements = [
  `CREATE TABLE run (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    flow TEXT NOT NULL,
    flow_hash TEXT,
    platform TEXT,
    shop_id TEXT,
    task_type TEXT,
    state TEXT NOT NULL CHECK (state = 'scheduled' OR state = 'blocked' OR state = 'queued' OR state = 'running' OR state = 'retrying' OR state = 'succeeded' OR state = 'failed' OR state = 'cancelled' OR state = 'expired'),
    code INTEGER CHECK (code BETWEEN 0 AND 5),
    error TEXT,
    priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9),
    params TEXT,
    output TEXT,
    tags TEXT,
    pool TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    losses INTEGER NOT NULL,
    max_retries INTEGER NOT NULL,
    dedupe_key TEXT,
    source TEXT NOT NULL,
    created_by TEXT,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    queued_at INTEGER,
    started_at INTEGER,
    ended_at INTEGER,
    expires_at INTEGER,
    timeout_seconds REAL NOT NULL,
    bucket INTEGER,
    blocked_at INTEGER,
    rank REAL NOT NULL,
    wake_at INTEGER,
    class_key INTEGER NOT NULL,
    node INTEGER,
    wake_up_pending INTEGER NOT NULL,
    batch_id TEXT,
    retry_of TEXT,
    retried_as TEXT,
    schedule_id TEXT,
    slot_at INTEGER,
    cancel_requested_at INTEGER,
    revision INTEGER NOT NULL,
    CHECK ((state = 'blocked' OR state = 'queued' OR state = 'running') = (bucket IS NOT NULL)),
    CHECK ((state = 'succeeded' OR state = 'failed' OR state = 'cancelled' OR state = 'expired') = (ended_at IS NOT NULL))
  ) STRICT`,
  'CREATE INDEX run_live ON run (bucket, rank, seq) WHERE bucket IS NOT NULL',
  'CREATE INDEX run_wake ON run (wake_at) WHERE wake_at IS NOT NULL',
  `CREATE INDEX run_trouble ON run (state, seq) WHERE ended_at IS NOT NULL AND state <> 'succeeded'`,
  'CREATE INDEX run_shop ON run (platform, shop_id) WHERE shop_id IS NOT NULL',
  'CREATE INDEX run_batch ON run (batch_id) WHERE batch_id IS NOT NULL',
  `CREATE TABLE run_payload (
    run_seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (run_seq, name)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE attempt (
    run_seq INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome = 'succeeded' OR outcome = 'failed' OR outcome = 'timeout' OR outcome = 'cancelled' OR outcome = 'lost' OR outcome = 'parked' OR outcome = 'stopped' OR outcome = 'withdrawn'),
    code INTEGER,
    error TEXT,
    node INTEGER,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    PRIMARY KEY (run_seq, attempt)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    run_seq INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT`,
  'CREATE UNIQUE INDEX event_run ON event (run_seq, revision)',
  `CREATE TABLE limit_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    room INTEGER,
    closed TEXT,
    requirement TEXT
  ) STRICT`,
  `CREATE TABLE hold (
    run_seq INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    PRIMARY KEY (run_seq, key_id)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX hold_key ON hold (key_id)',
  `CREATE TABLE business_key (
    name TEXT PRIMARY KEY,
    holder INTEGER NOT NULL,
    waiter INTEGER
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE dead_letter (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    run_seq INTEGER UNIQUE,
    state TEXT NOT NULL CHECK (state = 'open' OR state = 'retried' OR state = 'ignored' OR state = 'archived'),
    at INTEGER NOT NULL,
    cause TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    body_hash TEXT NOT NULL,
    run_id TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX idempotency_at ON idempotency (at)',
  `CREATE TABLE shop (
    platform TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    tags TEXT NOT NULL,
    owner TEXT,
    enabled INTEGER NOT NULL,
    settings TEXT NOT NULL,
    origin TEXT NOT NULL,
    room INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (platform, id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE node (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    session TEXT NOT NULL,
    connected INTEGER NOT NULL,
    draining INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE token (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
  ) STRICT, WITHOUT ROWID`,
  'CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID',
];
