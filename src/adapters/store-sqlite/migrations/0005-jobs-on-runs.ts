/** Bulk jobs on runs beside those on dead letters: another action, and which runs. */
export const name = '0005-jobs-on-runs';

export const statements = [
  // A CHECK can't be changed in place.
  `CREATE TABLE bulk_job_next (
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
  ) STRICT`,
  'INSERT INTO bulk_job_next SELECT * FROM bulk_job',
  'DROP TABLE bulk_job',
  'ALTER TABLE bulk_job_next RENAME TO bulk_job',
  'ALTER TABLE bulk_plan ADD COLUMN runs TEXT',
];
