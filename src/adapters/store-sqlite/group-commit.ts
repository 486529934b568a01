import { setTimeout as delay } from 'node:timers/promises';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import { type Connection, isBusy, translateError } from './connection.ts';
import type { FullDisk } from './full-disk.ts';

/** Most commands in one transaction; keeps a group from holding the event loop for long. */
const maxGroup = 256;

/** How long another program's lock on the database is waited for, and how often it is looked at, ms. */
const busyMs = 5_000;
const busyPauseMs = 20;

interface Pending<Tx> {
  readonly command: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Committed =
  | { readonly ok: true; readonly values: readonly unknown[] }
  /** `begun`: a command, or the commit, is at fault; else no transaction could be had. */
  | { readonly ok: false; readonly error: unknown; readonly begun: boolean };

/**
 * Commits what has arrived since the last commit as one transaction (one sync to disk for all). Commands see each
 * other's writes in their order. When one throws, the group is rolled back and each is run again in a transaction of
 * its own, so that only the faulty one fails. When no transaction can be had, all of the group fail.
 */
export class GroupCommit<Tx> {
  readonly #connection: Connection;
  readonly #tx: Tx;
  readonly #schedule: (flush: () => void) => void;
  readonly #rolledBack: () => void;
  readonly #atRest: (() => void) | null;
  readonly #disk: FullDisk | null;
  readonly #pending: Pending<Tx>[] = [];
  #scheduled = false;
  #working = false;
  /** Whether what is kept in memory agrees with the rows: not after a rollback that failed. */
  #agrees = true;
  #closed = false;
  readonly #idle: (() => void)[] = [];

  /**
   * `schedule` decides when a group is closed: by default when the event loop's turn has read what had arrived.
   * `rolledBack` is called after a rollback, before anything else runs; `atRest` after a commit when, a turn of the event loop
   * later, nothing waits for the next. `disk` hears of what was refused for want of room, and of what was stored since.
   */
  constructor(
    connection: Connection,
    tx: Tx,
    schedule: (flush: () => void) => void = setImmediate,
    rolledBack: () => void = () => undefined,
    atRest: (() => void) | null = null,
    disk: FullDisk | null = null,
  ) {
    this.#connection = connection;
    this.#tx = tx;
    this.#schedule = schedule;
    this.#rolledBack = rolledBack;
    this.#atRest = atRest;
    this.#disk = disk;
  }

  write<T>(command: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#closed)
      return Promise.reject(
        new DroverError('shutting_down', said('store_closed'), { kind: 'operational', retryable: true }),
      );
    return new Promise<T>((resolve, reject) => {
      // The pending entry forgets T; resolve gets back exactly what this command returned.
      this.#pending.push({ command, resolve: resolve as (value: unknown) => void, reject });
      this.#wake();
    });
  }

  /** Refuses new commands and resolves when those accepted have been committed. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#pending.length > 0 || this.#working)
      await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #wake(): void {
    if (this.#scheduled || this.#working) return;
    this.#scheduled = true;
    this.#schedule(() => {
      this.#scheduled = false;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    this.#working = true;
    const group = this.#pending.splice(0, maxGroup);
    const results = await this.#commit(group);
    if (results.ok) {
      group.forEach((entry, i) => entry.resolve(results.values[i]));
    } else if (group.length === 1 || !results.begun) {
      for (const entry of group) entry.reject(results.error);
    } else {
      for (const entry of group) {
        const alone = await this.#commit([entry]);
        if (alone.ok) entry.resolve(alone.values[0]);
        else entry.reject(alone.error);
      }
    }
    this.#working = false;
    if (this.#pending.length > 0) this.#wake();
    else {
      for (const resolve of this.#idle.splice(0)) resolve();
      if (this.#atRest !== null) this.#schedule(() => this.#rest());
    }
  }

  #rest(): void {
    if (this.#pending.length === 0 && !this.#working && !this.#closed) this.#atRest?.();
  }

  async #commit(group: readonly Pending<Tx>[]): Promise<Committed> {
    const values: unknown[] = [];
    let begun = false;
    try {
      if (!this.#agrees) this.#undo();
      // Another program may have the database locked; others work meanwhile.
      for (const until = performance.now() + busyMs; !this.#begins(until); ) await delay(busyPauseMs);
      begun = true;
      const changesBefore = this.#disk?.stands === true ? this.#connection.changes() : null;
      for (const entry of group) values.push(await entry.command(this.#tx));
      this.#connection.run('COMMIT');
      // A transaction that only reads needs no room.
      if (changesBefore !== null && this.#connection.changes() > changesBefore) this.#disk?.stored();
      return { ok: true, values };
    } catch (error) {
      if (begun) this.#agrees = false;
      try {
        if (begun) this.#undo();
      } catch {
        // The disk may fail for a moment; it is tried again before the next transaction, which fails if that does.
      }
      const told = translateError(error);
      this.#disk?.failed(told);
      return { ok: false, error: told, begun };
    }
  }

  /** Begins a transaction; false when the database is locked and is to be tried again. */
  #begins(until: number): boolean {
    try {
      this.#connection.run('BEGIN IMMEDIATE');
      return true;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
      return false;
    }
  }

  #undo(): void {
    // After some errors SQLite has rolled back by itself.
    if (this.#connection.db.isTransaction) this.#connection.run('ROLLBACK');
    this.#rolledBack();
    this.#agrees = true;
  }
}
