/** Files that people have sent for runs. */
export const name = '0006-uploads';

export const statements = [
  `CREATE TABLE upload (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    created_by TEXT,
    created_at INTEGER NOT NULL,
    keep_until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX upload_keep ON upload (keep_until)',
];
