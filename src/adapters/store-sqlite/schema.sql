-- Generated from the migrations by scripts/generated/sqlite-schema.ts; schema version 13.

CREATE TABLE attempt (
    run_seq INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome = 'succeeded' OR outcome = 'failed' OR outcome = 'timeout' OR outcome = 'cancelled' OR outcome = 'lost' OR outcome = 'parked' OR outcome = 'stopped' OR outcome = 'withdrawn'),
    code INTEGER,
    error TEXT,
    node INTEGER,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    PRIMARY KEY (run_seq, attempt)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE backfill (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    schedule INTEGER NOT NULL,
    schedule_name TEXT NOT NULL,
    definition TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'gaps' OR kind = 'all'),
    ignore_calendars INTEGER NOT NULL,
    rate REAL NOT NULL,
    at_once INTEGER NOT NULL,
    note TEXT,
    created_by TEXT,
    created_at INTEGER NOT NULL,
    total INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state = 'running' OR state = 'paused' OR state = 'cancelled' OR state = 'done'),
    done INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    runs INTEGER NOT NULL,
    attached INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    shop TEXT,
    ended_at INTEGER,
    faults TEXT NOT NULL
  ) STRICT;

CREATE INDEX backfill_running ON backfill (state) WHERE state = 'running';

CREATE INDEX backfill_schedule ON backfill (schedule, seq);

CREATE TABLE batch (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    flow TEXT,
    created_by TEXT,
    created_at INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    attached INTEGER NOT NULL,
    refused INTEGER NOT NULL
  ) STRICT;

CREATE TABLE "bulk_job" (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    action TEXT NOT NULL CHECK (action = 'retry' OR action = 'ignore' OR action = 'archive' OR action = 'cancel'),
    rate REAL NOT NULL,
    created_by TEXT,
    created_at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    total INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state = 'running' OR state = 'paused' OR state = 'cancelled' OR state = 'done'),
    done INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    ended_at INTEGER,
    faults TEXT NOT NULL
  ) STRICT;

CREATE TABLE bulk_plan (
    job_id TEXT PRIMARY KEY,
    filter TEXT NOT NULL,
    edit TEXT,
    note TEXT
  , runs TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE business_key (
    name TEXT PRIMARY KEY,
    holder INTEGER NOT NULL,
    waiter INTEGER
  ) STRICT, WITHOUT ROWID;

CREATE TABLE dead_letter (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    run_seq INTEGER UNIQUE,
    state TEXT NOT NULL CHECK (state = 'open' OR state = 'retried' OR state = 'ignored' OR state = 'archived'),
    at INTEGER NOT NULL,
    cause TEXT NOT NULL
  , flow TEXT, platform TEXT, shop_id TEXT, note TEXT, decided_by TEXT, decided_at INTEGER, retried_as TEXT, words TEXT) STRICT;

CREATE INDEX dead_letter_cause ON dead_letter (state, cause);

CREATE INDEX dead_letter_state ON dead_letter (state);

CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    run_seq INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;

CREATE UNIQUE INDEX event_run ON event (run_seq, revision);

CREATE TABLE exec_request (
    run_seq INTEGER PRIMARY KEY,
    sid TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    sealed_token TEXT
  ) STRICT;

CREATE TABLE hold (
    run_seq INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    PRIMARY KEY (run_seq, key_id)
  ) STRICT, WITHOUT ROWID;

CREATE INDEX hold_key ON hold (key_id);

CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    body_hash TEXT NOT NULL,
    run_id TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE limit_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    room INTEGER,
    closed TEXT,
    requirement TEXT
  ) STRICT;

CREATE TABLE memo (
    run_seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    value TEXT,
    PRIMARY KEY (run_seq, name)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE node (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    session TEXT NOT NULL,
    connected INTEGER NOT NULL,
    draining INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;

CREATE TABLE "once" (
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    run_seq INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    phase TEXT NOT NULL CHECK (phase = 'begun' OR phase = 'done' OR phase = 'freed'),
    value TEXT,
    expires_at INTEGER NOT NULL,
    settled TEXT
  ) STRICT;

CREATE INDEX once_begun ON once (seq) WHERE phase = 'begun';

CREATE INDEX once_expiry ON once (expires_at);

CREATE TABLE run (
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
    revision INTEGER NOT NULL, serial_key TEXT,
    CHECK ((state = 'blocked' OR state = 'queued' OR state = 'running') = (bucket IS NOT NULL)),
    CHECK ((state = 'succeeded' OR state = 'failed' OR state = 'cancelled' OR state = 'expired') = (ended_at IS NOT NULL))
  ) STRICT;

CREATE INDEX run_batch ON run (batch_id) WHERE batch_id IS NOT NULL;

CREATE INDEX run_batch_live ON run (batch_id, seq) WHERE batch_id IS NOT NULL AND ended_at IS NULL;

CREATE INDEX run_live ON run (bucket, rank, seq) WHERE bucket IS NOT NULL;

CREATE INDEX run_schedule ON run (schedule_id, slot_at) WHERE schedule_id IS NOT NULL;

CREATE INDEX run_schedule_live ON run (schedule_id, shop_id) WHERE schedule_id IS NOT NULL AND ended_at IS NULL;

CREATE INDEX run_shop ON run (platform, shop_id) WHERE shop_id IS NOT NULL;

CREATE INDEX run_trouble ON run (state, seq) WHERE ended_at IS NOT NULL AND state <> 'succeeded';

CREATE INDEX run_wake ON run (wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE run_payload (
    run_seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (run_seq, name)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE schedule (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL CHECK (origin = 'file' OR origin = 'stored'),
    definition TEXT NOT NULL,
    edited_at INTEGER NOT NULL,
    decided_to INTEGER NOT NULL,
    paused TEXT,
    removed_at INTEGER,
    created_at INTEGER NOT NULL,
    created_by TEXT
  ) STRICT;

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    token_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    previous_hash TEXT,
    created_at INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE shop (
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
  ) STRICT, WITHOUT ROWID;

CREATE TABLE slot (
    schedule INTEGER NOT NULL,
    at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    count INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    decided_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state = 'ran' OR state = 'skipped' OR state = 'missed' OR state = 'failed'),
    reason TEXT,
    detail TEXT,
    runs INTEGER NOT NULL,
    attached INTEGER NOT NULL,
    left_out INTEGER NOT NULL,
    run_id TEXT,
    batch_id TEXT,
    backfill_id TEXT,
    PRIMARY KEY (schedule, at)
  ) STRICT, WITHOUT ROWID;

CREATE INDEX slot_gathered ON slot (schedule, at) WHERE last_at > at;

CREATE INDEX slot_trouble ON slot (at) WHERE state = 'missed' OR state = 'failed';

CREATE TABLE slot_fan_out (
    schedule INTEGER NOT NULL,
    at INTEGER NOT NULL,
    schedule_name TEXT NOT NULL,
    definition TEXT NOT NULL,
    missed INTEGER NOT NULL,
    batch_id TEXT NOT NULL,
    shop TEXT NOT NULL,
    PRIMARY KEY (schedule, at)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
  ) STRICT, WITHOUT ROWID;

CREATE TABLE unread_message (
    letter_seq INTEGER PRIMARY KEY,
    body BLOB NOT NULL,
    properties TEXT NOT NULL
  ) STRICT;

CREATE TABLE upload (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    created_by TEXT,
    created_at INTEGER NOT NULL,
    keep_until INTEGER NOT NULL
  , whole INTEGER NOT NULL DEFAULT 1) STRICT, WITHOUT ROWID;

CREATE INDEX upload_keep ON upload (keep_until);

CREATE TABLE upload_use (
    upload_id TEXT NOT NULL,
    run_seq INTEGER NOT NULL,
    PRIMARY KEY (upload_id, run_seq)
  ) STRICT, WITHOUT ROWID;

CREATE INDEX upload_use_run ON upload_use (run_seq);
