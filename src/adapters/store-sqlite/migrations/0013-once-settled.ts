/**
 * Keys of `ctx.once` that people settle: when each was begun, in which order, and what was last said of it. Of earlier ones
 * the start of their attempt counts; where that is gone, now.
 */
export const name = '0013-once-settled';

export const statements = [
  `CREATE TABLE once_next (
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
  ) STRICT`,
  `INSERT INTO once_next (key, run_seq, run_id, attempt, began_at, phase, value, expires_at)
   SELECT o.key, o.run_seq, o.run_id, o.attempt, coalesce(a.started_at, r.started_at, unixepoch() * 1000) AS began_at,
     CASE o.done WHEN 1 THEN 'done' ELSE 'begun' END, o.value, o.expires_at
   FROM once o
     LEFT JOIN attempt a ON a.run_seq = o.run_seq AND a.attempt = o.attempt
     LEFT JOIN run r ON r.seq = o.run_seq AND r.attempt = o.attempt
   ORDER BY 5, o.key`,
  'DROP TABLE once',
  'ALTER TABLE once_next RENAME TO once',
  'CREATE INDEX once_expiry ON once (expires_at)',
  `CREATE INDEX once_begun ON once (seq) WHERE phase = 'begun'`,
];
