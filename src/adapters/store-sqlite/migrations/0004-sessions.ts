/** Sessions of people who have signed in on the console. */
export const name = '0004-sessions';

export const statements = [
  `CREATE TABLE session (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    token_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    previous_hash TEXT,
    created_at INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
];
