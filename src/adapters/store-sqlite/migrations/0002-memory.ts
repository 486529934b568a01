/**
 * What attempts have the server remember: values of ended steps, kept with their run, and side effects that may happen
 * once across runs, kept until they expire. A memo's value is null where the step gave none.
 */
export const name = '0002-memory';

export const statements = [
  `CREATE TABLE memo (
    run_seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    value TEXT,
    PRIMARY KEY (run_seq, name)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE once (
    key TEXT PRIMARY KEY,
    run_seq INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    done INTEGER NOT NULL,
    value TEXT,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX once_expiry ON once (expires_at)',
];
