import * as core from './0001-core.ts';
import * as memory from './0002-memory.ts';
import * as trouble from './0003-trouble.ts';
import * as sessions from './0004-sessions.ts';
import * as jobsOnRuns from './0005-jobs-on-runs.ts';
import * as uploads from './0006-uploads.ts';
import * as schedules from './0007-schedules.ts';
import * as backfills from './0008-backfills.ts';
import * as exec from './0009-exec.ts';
import * as wholeUploads from './0010-whole-uploads.ts';
import * as messageWords from './0011-message-words.ts';
import * as uploadUses from './0012-upload-uses.ts';
import * as onceSettled from './0013-once-settled.ts';

/** A numbered step of the schema; never edited once it has been released. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** All migrations in their order. */
export const migrations: readonly Migration[] = [
  core,
  memory,
  trouble,
  sessions,
  jobsOnRuns,
  uploads,
  schedules,
  backfills,
  exec,
  wholeUploads,
  messageWords,
  uploadUses,
  onceSettled,
];
