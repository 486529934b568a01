/** What runs of the exec API keep: the caller's sid, a keyed hash of its request, and, until the end, its encrypted token. */
export const name = '0009-exec';

export const statements = [
  `CREATE TABLE exec_request (
    run_seq INTEGER PRIMARY KEY,
    sid TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    sealed_token TEXT
  ) STRICT`,
];
