/**
 * Schedules with their high-water mark, and one record for each slot. `run_schedule` finds the runs of a slot,
 * `run_schedule_live` those that have not ended. Runs of one serial key go one after another.
 */
export const name = '0007-schedules';

export const statements = [
  `CREATE TABLE schedule (
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
  ) STRICT`,
  `CREATE TABLE slot (
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
  ) STRICT, WITHOUT ROWID`,
  // What needs a person, over all schedules.
  `CREATE INDEX slot_trouble ON slot (at) WHERE state = 'missed' OR state = 'failed'`,
  'ALTER TABLE run ADD COLUMN serial_key TEXT',
  'CREATE INDEX run_schedule ON run (schedule_id, slot_at) WHERE schedule_id IS NOT NULL',
  'CREATE INDEX run_schedule_live ON run (schedule_id) WHERE schedule_id IS NOT NULL AND ended_at IS NULL',
];
