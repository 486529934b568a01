import { formatDuration, longestSeconds, parseDuration } from '../config/duration.ts';
import { priorityWords } from '../contract/priority.ts';
import { isDate } from '../domain/schedule/blackouts.ts';
import { CommandFailure } from './command-failure.ts';
import { exitCodes } from './exit-codes.ts';
import { languages, type Say, wordsIn } from './words/words.ts';

/** A time span such as `30s`, `10m`, `1h30m` or a number of seconds, at most 400 days; in seconds. */
export function readSpan(option: string, text: string, say: Say): number {
  const seconds = parseDuration(text);
  if (seconds === undefined) throw usage(say('span_form', { option, text }));
  if (seconds > longestSeconds)
    throw usage(say('span_long', { option, text, most: formatDuration(longestSeconds) }));
  return seconds;
}

/** One that is not nothing. */
export function readTimeLimit(option: string, text: string, say: Say): number {
  const seconds = readSpan(option, text, say);
  if (seconds === 0) throw usage(say('span_none', { option, text }));
  return seconds;
}

/** A whole number in a range. */
export function readWhole(option: string, text: string, least: number, most: number, say: Say): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
    throw usage(say('whole_form', { option, text, least, most }));
  }
  return value;
}

/** `high`, `normal`, `low` or 0 to 9; as a number. */
export function readPriority(text: string, say: Say): number {
  const word = Object.entries(priorityWords).find(([name]) => name === text);
  if (word !== undefined) return word[1];
  if (!/^\d$/.test(text)) throw usage(say('priority_form', { text }));
  return Number(text);
}

/** How tables show a word, in the language of `say`. */
type Shown<Word> = (say: Say, word: Word) => string;

/** One of several words, separated by commas where several may be given; or as tables show them, in any language. */
export function readWords<Word extends string>(
  option: string,
  text: string,
  known: readonly Word[],
  say: Say,
  shown?: Shown<Word>,
): Word[] {
  const says = languages.map(wordsIn);
  return text.split(/[,，]/).map((given) => {
    const asked = given.trim();
    const word =
      known.find((one) => one === asked) ??
      known.find((one) => says.some((language) => shown?.(language, one) === asked));
    if (word === undefined)
      throw usage(say('word_form', { option, text: asked, known: listOf(known, say, shown) }));
    return word;
  });
}

/** The words that an option takes, each with what tables show for it where that differs: `blocked (waiting), queued`. */
export function listOf<Word extends string>(known: readonly Word[], say: Say, shown?: Shown<Word>): string {
  return known
    .map((word) => {
      const name = shown?.(say, word) ?? word;
      return name === word ? word : `${word} (${name})`;
    })
    .join(', ');
}

/** An instant: ISO 8601, or a local date such as `2026-11-22` or `2026-11-22T09:00`; ISO 8601 in UTC. */
export function readInstant(option: string, text: string, say: Say): string {
  // A bare date would be read as UTC: people mean their own day.
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text);
  // The 30th of February would be read as the 2nd of March.
  if (!isDate(text.slice(0, 10)) || Number.isNaN(at.getTime()))
    throw usage(say('instant_form', { option, text }));
  return at.toISOString();
}

function usage(message: string): CommandFailure {
  return new CommandFailure(exitCodes.usage, 'usage', message);
}
