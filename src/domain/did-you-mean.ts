import { closest, distance } from 'fastest-levenshtein';

/** A longer word is none that somebody has mistyped, and to compare it costs the square of its length. */
const longestWord = 200;

/**
 * The known word that was probably meant by `word`: one with the same letters in another order, else the nearest by
 * edits, of which there may be a third of its letters and at least one. Undefined when none is near, and for more than
 * 200 characters.
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length < 2 || word.length > longestWord) return undefined;
  const folded = word.toLowerCase();
  const letters = lettersOf(folded);
  const swapped = known.find((one) => one.length === word.length && lettersOf(one) === letters);
  if (swapped !== undefined) return swapped;
  const best = closest(
    folded,
    known.map((one) => one.toLowerCase()),
  );
  const allowed = Math.max(1, Math.floor(Math.max(word.length, best.length) / 3));
  return distance(folded, best) <= allowed ? known.find((one) => one.toLowerCase() === best) : undefined;
}

function lettersOf(word: string): string {
  return [...word.toLowerCase()].sort().join('');
}
