import type { SQLInputValue } from 'node:sqlite';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';

/** The conditions of a filtered list, gathered one by one. */
export class Conditions {
  readonly #texts: string[] = [];
  readonly values: SQLInputValue[] = [];

  add(condition: string, ...bound: SQLInputValue[]): void {
    this.#texts.push(condition);
    this.values.push(...bound);
  }

  /** `WHERE …`, or nothing. */
  get where(): string {
    return this.#texts.length === 0 ? '' : `WHERE ${this.#texts.join(' AND ')}`;
  }
}

export function badCursor(): DroverError {
  return new DroverError('bad_cursor', said('cursor_not_known'));
}

/** The number that is a list's cursor. Throws `bad_cursor`. */
export function cursorNumber(cursor: string): number {
  if (!/^[0-9]{1,15}$/.test(cursor)) throw badCursor();
  return Number(cursor);
}
