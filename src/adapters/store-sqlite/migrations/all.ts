import * as core from './0001-core.ts';

/** A numbered step of the schema; never edited once it has been released. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** All migrations in their order. */
export const migrations: readonly Migration[] = [core];
