/**
 * Backfills, and what is left of slots that are for many shops. `slot_gathered` finds the record that stands for a slot
 * among many; `run_schedule_live` now finds the live runs of one shop, `run_batch_live` those of a batch.
 */
export const name = '0008-backfills';

export const statements = [
  `CREATE TABLE backfill (
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
  ) STRICT`,
  `CREATE INDEX backfill_running ON backfill (state) WHERE state = 'running'`,
  'CREATE INDEX backfill_schedule ON backfill (schedule, seq)',
  `CREATE TABLE slot_fan_out (
    schedule INTEGER NOT NULL,
    at INTEGER NOT NULL,
    schedule_name TEXT NOT NULL,
    definition TEXT NOT NULL,
    missed INTEGER NOT NULL,
    batch_id TEXT NOT NULL,
    shop TEXT NOT NULL,
    PRIMARY KEY (schedule, at)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX slot_gathered ON slot (schedule, at) WHERE last_at > at',
  'DROP INDEX run_schedule_live',
  'CREATE INDEX run_schedule_live ON run (schedule_id, shop_id) WHERE schedule_id IS NOT NULL AND ended_at IS NULL',
  'CREATE INDEX run_batch_live ON run (batch_id, seq) WHERE batch_id IS NOT NULL AND ended_at IS NULL',
];
