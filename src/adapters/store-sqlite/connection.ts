import {
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementResultingChanges,
  type StatementSync,
} from 'node:sqlite';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';

export type SqlRow = Record<string, unknown>;

interface Prepared {
  readonly statement: StatementSync;
  /** Names of the columns of its rows. */
  readonly columns: readonly string[];
  /** What has been kept back of the tables that it names. */
  readonly keptBack: readonly (() => void)[];
}

/** Statements, each of about a page, after which the log is worth bringing into the database. */
const worthCheckpoint = 500;

/** One SQLite connection with its prepared statements, which it keeps and counts. */
export class Connection {
  readonly db: DatabaseSync;
  readonly path: string;
  readonly #statements = new Map<string, Prepared>();
  readonly #keepers: { readonly named: RegExp; readonly write: () => void }[] = [];
  #executed = 0;
  #executedAtCheckpoint = 0;

  /** `:memory:` or a file; a file is opened in WAL mode with every commit synced to disk (`synchronous=FULL`). */
  constructor(path: string, options: { readOnly?: boolean } = {}) {
    this.path = path;
    this.db = new DatabaseSync(path, { readOnly: options.readOnly ?? false, timeout: 5000 });
    if (options.readOnly !== true) {
      if (path !== ':memory:') this.db.exec('PRAGMA journal_mode = WAL');
      // A checkpoint each 16 MB of log instead of each 4: it stops the writer while it lasts. Mostly it need not, by `tidy`.
      this.db.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000');
    }
    this.db.exec('PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000');
  }

  /** Statements executed so far. */
  get executed(): number {
    return this.#executed;
  }

  /**
   * Rows of this table may be kept back in an open transaction: `write`, which does nothing when there are none, is called
   * before each statement that names the table, and before COMMIT. To be called before anything is prepared.
   */
  keepBack(table: string, write: () => void): void {
    this.#keepers.push({ named: new RegExp(`\\b${table}\\b|^COMMIT$`, 'i'), write });
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#statements.get(sql);
    if (prepared === undefined) {
      // Ad-hoc SQL of filtered lists is bounded so that it can't fill memory.
      if (this.#statements.size > 500) this.#statements.clear();
      const keptBack = this.#keepers.filter(({ named }) => named.test(sql)).map(({ write }) => write);
      const statement = this.db.prepare(sql);
      statement.setReturnArrays(true);
      prepared = { statement, columns: statement.columns().map(({ name }) => name), keptBack };
      this.#statements.set(sql, prepared);
    }
    this.#executed++;
    return prepared;
  }

  #settled(sql: string): Prepared {
    const prepared = this.#prepare(sql);
    for (const write of prepared.keptBack) write();
    return prepared;
  }

  /** Executes; returns how many rows changed and the last inserted key. */
  run(sql: string, ...values: SQLInputValue[]): { changes: number; lastId: number } {
    return outcomeOf(this.#settled(sql).statement.run(...values));
  }

  get(sql: string, ...values: SQLInputValue[]): SqlRow | undefined {
    return first(this.#settled(sql), values);
  }

  all(sql: string, ...values: SQLInputValue[]): SqlRow[] {
    return all(this.#settled(sql), values);
  }

  /** Like `run`, beside what is kept back: nothing of it is written before. */
  runBeside(sql: string, ...values: SQLInputValue[]): { changes: number; lastId: number } {
    return outcomeOf(this.#prepare(sql).statement.run(...values));
  }

  /** Rows changed since it was opened; beside what is kept back. */
  changes(): number {
    return Number(this.getBeside('SELECT total_changes() AS n')?.['n']);
  }

  /** Like `get`, beside what is kept back: it sees what is stored. */
  getBeside(sql: string, ...values: SQLInputValue[]): SqlRow | undefined {
    return first(this.#prepare(sql), values);
  }

  /** The numbers of a query of one column, beside what is kept back: it sees what is stored. */
  numbersBeside(sql: string, ...values: SQLInputValue[]): number[] {
    return arrays(this.#prepare(sql).statement, values).map(([value]) => Number(value));
  }

  /** Brings the log into the database if there is enough of it: to be called when nobody waits for the connection. */
  tidy(): void {
    if (this.#executed - this.#executedAtCheckpoint < worthCheckpoint) return;
    this.#executedAtCheckpoint = this.#executed;
    try {
      this.db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch {
      // What is committed is in the log. SQLite tries again by itself once the log is long, and the next time here.
    }
  }

  /** A second call does nothing. */
  close(): void {
    this.#statements.clear();
    if (this.db.isOpen) this.db.close();
  }
}

/**
 * Rows as lists of values: for a row as an object, the driver makes an object without a shape that others share, which costs
 * twice as much and keeps the collector busy.
 */
function arrays(statement: StatementSync, values: readonly SQLInputValue[]): SQLOutputValue[][] {
  // `setReturnArrays` changes what it returns, not its type.
  return statement.all(...values) as unknown as SQLOutputValue[][];
}

function all({ statement, columns }: Prepared, values: readonly SQLInputValue[]): SqlRow[] {
  return arrays(statement, values).map((row) => rowOf(columns, row));
}

function first({ statement, columns }: Prepared, values: readonly SQLInputValue[]): SqlRow | undefined {
  // See `arrays`.
  const row = statement.get(...values) as unknown as SQLOutputValue[] | undefined;
  return row && rowOf(columns, row);
}

function rowOf(columns: readonly string[], values: readonly SQLOutputValue[]): SqlRow {
  const row: SqlRow = {};
  for (let i = 0; i < columns.length; i++) row[columns[i] ?? ''] = values[i];
  return row;
}

function outcomeOf(result: StatementResultingChanges): { changes: number; lastId: number } {
  return { changes: Number(result.changes), lastId: Number(result.lastInsertRowid) };
}

/** Whether another program has the database locked just now. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === 5;
}

/** SQLite's primary result code; 0 for what is no error of its. */
function resultCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : 0;
}

/** A driver's error as ours; our own pass through. Source: https://www.sqlite.org/rescode.html */
export function translateError(error: unknown): unknown {
  if (error instanceof DroverError || !(error instanceof Error)) return error;
  const code = resultCode(error);
  if (code === 13) {
    return new DroverError('disk_full', said('disk_full_database'), {
      kind: 'operational',
      retryable: true,
      cause: error,
    });
  }
  // BUSY, LOCKED, READONLY, IOERR, CORRUPT, CANTOPEN, NOTADB
  if ([5, 6, 8, 10, 11, 14, 26].includes(code)) {
    return new DroverError('store_unavailable', said('store_refused', { detail: error.message }), {
      kind: 'operational',
      retryable: true,
      cause: error,
    });
  }
  return error;
}
