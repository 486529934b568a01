/**
 * Dead letters with what they are listed and grouped by beside them (so that grouping 100,000 of them reads no runs),
 * messages that could not be understood, bulk jobs, batches.
 */
export const name = '0003-trouble';

export const statements = [
  'ALTER TABLE dead_letter ADD COLUMN flow TEXT',
  'ALTER TABLE dead_letter ADD COLUMN platform TEXT',
  'ALTER TABLE dead_letter ADD COLUMN shop_id TEXT',
  'ALTER TABLE dead_letter ADD COLUMN note TEXT',
  'ALTER TABLE dead_letter ADD COLUMN decided_by TEXT',
  'ALTER TABLE dead_letter ADD COLUMN decided_at INTEGER',
  'ALTER TABLE dead_letter ADD COLUMN retried_as TEXT',
  `UPDATE dead_letter SET
    flow = (SELECT flow FROM run WHERE run.seq = run_seq),
    platform = (SELECT platform FROM run WHERE run.seq = run_seq),
    shop_id = (SELECT shop_id FROM run WHERE run.seq = run_seq),
    retried_as = (SELECT retried_as FROM run WHERE run.seq = run_seq AND dead_letter.state = 'retried')`,
  // Both end in the number of the letter by themselves, which is the order of lists.
  'CREATE INDEX dead_letter_state ON dead_letter (state)',
  'CREATE INDEX dead_letter_cause ON dead_letter (state, cause)',
  `CREATE TABLE unread_message (
    letter_seq INTEGER PRIMARY KEY,
    body BLOB NOT NULL,
    properties TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE bulk_job (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    action TEXT NOT NULL CHECK (action = 'retry' OR action = 'ignore' OR action = 'archive'),
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
  // A row of its own: a list of 10,000 numbers is not written again with every step.
  `CREATE TABLE bulk_plan (
    job_id TEXT PRIMARY KEY,
    filter TEXT NOT NULL,
    edit TEXT,
    note TEXT
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE batch (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    flow TEXT,
    created_by TEXT,
    created_at INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    attached INTEGER NOT NULL,
    refused INTEGER NOT NULL
  ) STRICT`,
];
