import type { Bilingual } from './bilingual.ts';
import { ownWordsIn } from './own-words.ts';

/** An error as far as its line goes: of a run, an attempt or a dead letter. */
interface ErrorWords {
  readonly type: string;
  readonly message: string;
}

/**
 * The one line of an error that tells most: of what a program wrote last (type `EXIT`, such as a Python traceback) the
 * last; else the first. Empty when there is none. What Drover itself says is said in the language.
 */
export function errorLine({ type, message }: ErrorWords, language: keyof Bilingual): string {
  const lines = message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return ownWordsIn((type === 'EXIT' ? lines.at(-1) : lines[0]) ?? '', language, type);
}

/** It with its type: `EXIT: ValueError: no such order`. */
export function errorHeadline(error: ErrorWords, language: keyof Bilingual): string {
  return `${error.type}: ${errorLine(error, language)}`;
}
