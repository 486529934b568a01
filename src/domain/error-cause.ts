import type { RunError } from '../contract/run-error.ts';
import { withoutGiven } from './given-value.ts';

/** Longest cause, in characters. */
const maxCause = 200;

/**
 * What dead letters are grouped by: the error's type and its message without what differs from run to run (numbers,
 * ids, quoted values, paths, times), so that one cause is one group.
 */
export function normalizedCause(error: RunError | null): string {
  return error === null ? 'EXIT: unknown' : causeOf(error.type, error.message);
}

/** The same of a task message that can't be understood, by the words that say why. */
export function messageCause(words: string): string {
  return causeOf('MESSAGE', withoutGiven(words));
}

function causeOf(type: string, message: string): string {
  const line =
    message
      .trim()
      .split('\n')
      .findLast((part) => part.trim() !== '') ?? '';
  const plain = line
    .replace(/https?:\/\/[^\s"”」]+/g, '<url>')
    .replace(/"[^"]*"|'[^']*'|「[^」]*」|“[^”]*”/g, '<value>')
    .replace(/(?:[A-Za-z]:)?(?:[\\/][\w.@-]+){2,}/g, '<path>')
    .replace(/\b\d+(?:[.,:]\d+)+/g, '<n>')
    // UUIDs; hashes; ids such as ours: long words of letters and digits. A number may look like any of them.
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<n>')
    .replace(/\b[0-9a-f]{8,}\b/gi, '<n>')
    .replace(/\b(?:[a-z]{1,8}_)?(?=[a-z]*\d)[0-9a-z]{16,}\b/gi, '<n>')
    .replace(/\d+/g, '<n>')
    .replace(/\s+/g, ' ')
    .trim();
  return `${type}: ${plain.slice(0, maxCause)}`;
}
