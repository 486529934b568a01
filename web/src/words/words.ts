/**
 * The console's words in both languages. Each area has its own catalogue, `words/zh.ts` and `words/en.ts` beside its pages,
 * which arrives with them: `const runsWords = defineWords('runs', { zh, en })`, then `const t = useWords(runsWords)`.
 *
 * Keys are flat (`list.empty`). Chinese has one form of each; English may have two, `key_one` and `key_other`, chosen by the
 * value `count`. Numbers among the values are written with their thousands apart. words.test.ts holds the catalogues
 * together: no key missing in either, none unused, the same values in both.
 */
import i18next, { type FormatterModule } from 'i18next';
import { useSyncExternalStore } from 'react';
import { onPreference, preference } from '../app/preferences.ts';

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];

/** An area's words; `Key` are what `useWords` takes. */
export interface Words<Key extends string> {
  readonly area: string;
  /** For the type alone. */
  readonly keys?: Key;
}

export type Values = Readonly<Record<string, string | number>>;
/** The words under a key, with `{{name}}` filled in. */
export type Translate<Key extends string> = (key: Key, values?: Values) => string;

const grouped = new Intl.NumberFormat('en-US');

/** The language in force. */
export function language(): Language {
  return preference('language') === 'en' ? 'en' : 'zh';
}

const numbersGrouped: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown) => (typeof value === 'number' ? grouped.format(value) : String(value)),
};

void i18next.use(numbersGrouped).init({
  lng: language(),
  fallbackLng: false,
  resources: {},
  ns: [],
  keySeparator: false,
  nsSeparator: false,
  initAsync: false,
  interpolation: {
    escapeValue: false,
    alwaysFormat: true,
  },
});

function applyLanguage(): void {
  document.documentElement.lang = language() === 'en' ? 'en' : 'zh-CN';
}
applyLanguage();
onPreference(applyLanguage);

/** Makes an area's words known. */
export function defineWords<const Zh extends Readonly<Record<string, string>>>(
  area: string,
  catalogues: { readonly zh: Zh; readonly en: Readonly<Record<string, string>> },
): Words<keyof Zh & string> {
  for (const one of languages) i18next.addResourceBundle(one, area, catalogues[one]);
  return { area };
}

const tellers = new Map<string, Translate<string>>();

/** The same function while area and language stay. Rows ask for the same words again and again: those without values are kept. */
function teller(area: string, inLanguage: Language): Translate<string> {
  const name = `${inLanguage} ${area}`;
  const known = tellers.get(name);
  if (known !== undefined) return known;
  // The keys are checked by `Key`, not by i18next's own types.
  const tell = i18next.getFixedT(inLanguage, area) as unknown as (key: string, values: Values) => string;
  const plain = new Map<string, string>();
  const made: Translate<string> = (key, values) => {
    if (values !== undefined) return tell(key, values);
    const kept = plain.get(key) ?? tell(key, {});
    plain.set(key, kept);
    return kept;
  };
  tellers.set(name, made);
  return made;
}

/** The area's words in the language in force; renders again when that changes. */
export function useWords<Key extends string>({ area }: Words<Key>): Translate<Key> {
  return teller(area, useLanguage());
}

/** The language in force; renders again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(onPreference, language);
}

/** Words outside of rendering, in the language in force. */
export function wordsNow<Key extends string>({ area }: Words<Key>): Translate<Key> {
  return teller(area, language());
}
