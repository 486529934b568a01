import type { SQLInputValue } from 'node:sqlite';
import type { Connection } from './connection.ts';

/** Rows of one statement; what is left over goes one by one. */
const together = 16;

/**
 * Executions of one statement that differ in a list of values, several at a time: a call of SQLite costs as much as the
 * row that it writes. `sql`: the statement up to its list; `item`: an element of the list, with a `?` for each value;
 * `end`: what follows the list.
 */
export class RowsTogether {
  readonly #c: Connection;
  readonly #one: string;
  readonly #many: string;
  readonly #width: number;
  #values: SQLInputValue[] = [];

  constructor(connection: Connection, sql: string, item: string, end = '') {
    this.#c = connection;
    this.#one = `${sql}${item}${end}`;
    this.#many = `${sql}${Array.from({ length: together }, () => item).join(', ')}${end}`;
    this.#width = item.split('?').length - 1;
  }

  add(...values: SQLInputValue[]): void {
    for (const value of values) this.#values.push(value);
  }

  /** Takes out the rows of which the first value is this. */
  drop(first: SQLInputValue): void {
    if (!this.#values.includes(first)) return;
    const kept: SQLInputValue[] = [];
    for (let at = 0; at < this.#values.length; at += this.#width)
      if (this.#values[at] !== first) kept.push(...this.#values.slice(at, at + this.#width));
    this.#values = kept;
  }

  write(): void {
    if (this.#values.length === 0) return;
    const values = this.#values;
    this.#values = [];
    const chunk = together * this.#width;
    let at = 0;
    for (; at + chunk <= values.length; at += chunk)
      this.#c.runBeside(this.#many, ...values.slice(at, at + chunk));
    for (; at < values.length; at += this.#width)
      this.#c.runBeside(this.#one, ...values.slice(at, at + this.#width));
  }

  /** Nothing of it is to be written. */
  forget(): void {
    this.#values = [];
  }
}
