import * as core from './0001-core.ts';
import * as memory from './0002-memory.ts';
import * as trouble from './0003-trouble.ts';
import * as sessions from './0004-sessions.ts';
import * as exec from './0005-exec.ts';

/** A numbered step of the schema; never edited once it has been released. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** All migrations in their order. */
export const migrations: readonly Migration[] = [core, memory, trouble, sessions, exec];
