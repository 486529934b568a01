import { DroverError } from '../../domain/drover-error.ts';
import { type Connection, translateError } from './connection.ts';

/** Most commands in one transaction; keeps a group from holding the event loop for long. */
const maxGroup = 256;

interface Pending<Tx> {
  readonly command: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits what has arrived since the last commit as one transaction (one sync to disk for all). Commands see each
 * other's writes in their order. When one throws, the group is rolled back and each is run again in a transaction of
 * its own, so that only the faulty one fails.
 */
export class GroupCommit<Tx> {
  readonly #connection: Connection;
  readonly #tx: Tx;
  readonly #schedule: (flush: () => void) => void;
  readonly #rolledBack: () => void;
  readonly #pending: Pending<Tx>[] = [];
  #scheduled = false;
  #working = false;
  #closed = false;
  readonly #idle: (() => void)[] = [];

  /**
   * `schedule` decides when a group is closed: by default when the event loop's turn has read what had arrived.
   * `rolledBack` is called after a rollback, before anything else runs.
   */
  constructor(
    connection: Connection,
    tx: Tx,
    schedule: (flush: () => void) => void = setImmediate,
    rolledBack: () => void = () => undefined,
  ) {
    this.#connection = connection;
    this.#tx = tx;
    this.#schedule = schedule;
    this.#rolledBack = rolledBack;
  }

  write<T>(command: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#closed)
      return Promise.reject(
        new DroverError('shutting_down', 'The store is closed.', { kind: 'operational', retryable: true }),
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
    } else if (group.length === 1) {
      group[0]?.reject(results.error);
    } else {
      for (const entry of group) {
        const alone = await this.#commit([entry]);
        if (alone.ok) entry.resolve(alone.values[0]);
        else entry.reject(alone.error);
      }
    }
    this.#working = false;
    if (this.#pending.length > 0) this.#wake();
    else for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #commit(
    group: readonly Pending<Tx>[],
  ): Promise<{ ok: true; values: unknown[] } | { ok: false; error: unknown }> {
    const values: unknown[] = [];
    try {
      this.#connection.run('BEGIN IMMEDIATE');
      for (const entry of group) values.push(await entry.command(this.#tx));
      this.#connection.run('COMMIT');
      return { ok: true, values };
    } catch (error) {
      // After some errors SQLite has rolled back by itself.
      if (this.#connection.db.isTransaction) this.#connection.run('ROLLBACK');
      this.#rolledBack();
      return { ok: false, error: translateError(error) };
    }
  }
}
