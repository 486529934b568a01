/**
 * The one catalogue of what the server says when it refuses something, of what it finds wrong with an input, and of how its
 * parts stand, in both languages. `refusals.test.ts` holds it together; that both languages of an entry take the same values, its type does too.
 */
import type { Bilingual } from '../../contract/bilingual.ts';
import { filledWords, type WordValues } from '../filled-words.ts';
import { accessSentences } from './access-sentences.ts';
import { faultPhrases } from './fault-phrases.ts';
import { healthSentences } from './health-sentences.ts';
import { intakeSentences } from './intake-sentences.ts';
import { messageSentences } from './message-sentences.ts';
import { requestSentences } from './request-sentences.ts';
import { runSentences } from './run-sentences.ts';
import { scheduleSentences } from './schedule-sentences.ts';
import { shopSentences } from './shop-sentences.ts';
import { stateSentences } from './state-sentences.ts';
import { storeSentences } from './store-sentences.ts';
import { valuePhrases } from './value-phrases.ts';

/** Names in braces of a text: what must be given with it. */
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** A catalogue, or `never` in place of each entry whose languages do not take the same values. */
type Matched<Entries extends Readonly<Record<string, readonly [en: string, zh: string]>>> = {
  readonly [Key in keyof Entries]: [Names<Entries[Key][0]>, Names<Entries[Key][1]>] extends [
    Names<Entries[Key][1]>,
    Names<Entries[Key][0]>,
  ]
    ? Entries[Key]
    : never;
};

function matched<const Entries extends Readonly<Record<string, readonly [en: string, zh: string]>>>(
  entries: Entries & Matched<Entries>,
): Entries {
  return entries;
}

/** All entries by name: [English, 中文]. */
export const sentences = matched({
  ...accessSentences,
  ...requestSentences,
  ...runSentences,
  ...intakeSentences,
  ...shopSentences,
  ...scheduleSentences,
  ...storeSentences,
  ...stateSentences,
  ...healthSentences,
  ...messageSentences,
  ...faultPhrases,
  ...valuePhrases,
});

export type SentenceKey = keyof typeof sentences;
type Given<Key extends SentenceKey> = [Names<(typeof sentences)[Key][0]>] extends [never]
  ? []
  : [Readonly<Record<Names<(typeof sentences)[Key][0]>, WordValues[string]>>];

/** An entry of the catalogue in both languages, with its values put in. */
export function said<Key extends SentenceKey>(key: Key, ...given: Given<Key>): Bilingual {
  const [en, zh] = sentences[key];
  const values: WordValues = given[0] ?? {};
  return { en: filledWords(en, values, 'en'), zh: filledWords(zh, values, 'zh') };
}

/** In the place of words that are not needed. */
export const nothingSaid: Bilingual = { en: '', zh: '' };

/** Names in a row: `a, b` and `a、b`. */
export function listed(names: readonly string[]): Bilingual {
  return { en: names.join(', '), zh: names.join('、') };
}

/** Phrases in a row, separated by semicolons. */
export function phrases(all: readonly Bilingual[]): Bilingual {
  return { en: all.map(({ en }) => en).join('; '), zh: all.map(({ zh }) => zh).join('；') };
}

/** Words of which one at least must hold. */
export function alternatives(all: readonly Bilingual[]): Bilingual {
  return all.reduce((one, other) => said('alternative', { one, other }));
}

/** A fault with what was probably meant, where anything was. */
export function withMeant(fault: Bilingual, meant: string | undefined): Bilingual {
  return meant === undefined ? fault : said('meant', { fault, meant });
}
