import { spawnSync } from 'node:child_process';

/** Longest time that the check may take: a machine where Python hangs is a machine without it. */
const patienceMs = 5_000;

/** SQLite must know UPSERT with a row-value comparison (3.24). */
const check =
  'import sqlite3, sys; sys.exit(not (sys.version_info >= (3, 8) and sqlite3.sqlite_version_info >= (3, 24)))';

/** Whether the `python3` on the PATH really runs and is new enough for the example's flows. */
export function hasPython(): boolean {
  return spawnSync('python3', ['-c', check], { stdio: 'ignore', timeout: patienceMs }).status === 0;
}
