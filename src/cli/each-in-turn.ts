import { ApiError } from '../client/api-error.ts';
import type { Shell } from './shell.ts';
import { toldIn } from './show/told.ts';

/** Why the server did nothing about one of several things. */
export interface Refusal {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/** What became of one of several things. */
export type Outcome<Result> = { readonly result: Result } | { readonly refusal: Refusal };

/**
 * Does the work for each, in order: one that is refused is told beside the result and keeps none of the others from its turn.
 * Throws what a single thing alone is refused with, and what would meet the next one too: no answer, no sign-in.
 */
export async function eachInTurn<Item, Result>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  work: (item: Item) => Promise<Result>,
  shell: Shell,
  alone: boolean = items.length === 1,
): Promise<Outcome<Result>[]> {
  const outcomes: Outcome<Result>[] = [];
  for (const item of items) {
    try {
      outcomes.push({ result: await work(item) });
    } catch (error) {
      if (alone || !(error instanceof ApiError) || error.status === 0 || error.status === 401) throw error;
      const refusal = { name: nameOf(item), code: error.code, message: toldIn(shell.language, error) };
      outcomes.push({ refusal });
      if (!shell.json) shell.note(`${refusal.name}  ${shell.paint('red', refusal.message)}`);
    }
  }
  return outcomes;
}

/** Results and refusals of what has ids, each in order, as `--json` prints them. */
export function apart<Result>(outcomes: readonly Outcome<Result>[]): {
  readonly results: Result[];
  readonly errors: { readonly id: string; readonly code: string; readonly message: string }[];
} {
  return {
    results: outcomes.flatMap((one) => ('result' in one ? [one.result] : [])),
    errors: outcomes.flatMap((one) =>
      'refusal' in one
        ? [{ id: one.refusal.name, code: one.refusal.code, message: one.refusal.message }]
        : [],
    ),
  };
}
