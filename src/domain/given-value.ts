/**
 * How a value that was given stands in the words of a fault, and how the words read without it: dead letters are grouped
 * by what is wrong, whatever was given.
 */
import type { Bilingual } from '../contract/bilingual.ts';
import { said } from './refusals/said.ts';
import { createSecretMask, isSecretName } from './secret-mask.ts';

/** Most characters of a text that are shown. */
const shownLength = 40;
const secrets = createSecretMask();

/** A fault with what was given: shortened, and left out where a name on its path is a secret's. */
export function withGiven(fault: Bilingual, value: unknown, path: string): Bilingual {
  if (value === undefined || path.split('/').some(isSecretName)) return fault;
  return said('given', { fault, value: givenWords(value) });
}

/** A text as it was given, in quotation marks. */
export function quoted(text: string): Bilingual {
  const plain = shortened(text);
  return { en: `"${plain}"`, zh: `“${plain}”` };
}

function givenWords(value: unknown): Bilingual {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'object' && value !== null)
    return said(Array.isArray(value) ? 'given_list' : 'given_object');
  return { en: String(value), zh: ` ${String(value)}` };
}

/** On one line and without marks that would end its quotation. */
function shortened(text: string): string {
  const characters = [...secrets.mask(text.slice(0, 4 * shownLength))];
  const start = characters.slice(0, shownLength).join('');
  const plain = start.replace(/["“”]/g, "'").replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
  return characters.length > shownLength ? `${plain}…` : plain;
}

const forms = [
  / \(given: (?:"[^"]*"|[-+.\de]+|true|false|null|an object|a list)\)/g,
  /（现在是(?:“[^”]*”| [-+.\de]+| true| false| null|对象|列表)）/g,
  /;? ?\(?did you mean "[^"]*"\?\)?/gi,
  /；?（?是不是“[^”]*”？）?/g,
  /; and \d+ more/g,
  /；另有 \d+ 处/g,
];

/** The words of a fault without what was given, what may have been meant, and how many others there are. */
export function withoutGiven(words: string): string {
  return forms.reduce((left, form) => left.replace(form, ''), words);
}
