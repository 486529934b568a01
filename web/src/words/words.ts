/**
 * The console's words in both languages. Each area has its own catalogue, `words/zh.ts` and `words/en.ts` beside its pages,
 * which arrives with them: `const runsWords = defineWords('runs', { zh, en })`, then `const t = useWords(runsWords)`.
 *
 * Keys are flat (`list.empty`). Chinese has one form of each; English may have two, `key_one` and `key_other`, chosen by the
 * value `count`. Numbers among the values are written with their thousands apart. words.test.ts holds the catalogues
 * together: no key missing in either, none unused, the same values in both.
 */
import i18next, { type FormatterModule } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
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

void i18next
  .use(numbersGrouped)
  .use(initReactI18next)
  .init({
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
    react: { useSuspense: false },
  });

function applyLanguage(): void {
  document.documentElement.lang = language() === 'en' ? 'en' : 'zh-CN';
  if (i18next.language !== language()) void i18next.changeLanguage(language());
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

/** The area's words in the language in force; renders again when that changes. */
export function useWords<Key extends string>(words: Words<Key>): Translate<Key> {
  const { t } = useTranslation(words.area);
  // The keys are checked by `Key`, not by i18next's own types.
  const tell = t as unknown as (key: string, values: Values) => string;
  return (key, values = {}) => tell(key, values);
}

/** The language in force; renders again when it changes. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'zh';
}

/** Words outside of rendering, in the language in force. */
export function wordsNow<Key extends string>(words: Words<Key>): Translate<Key> {
  // As above.
  const tell = i18next.t as unknown as (key: string, values: Values) => string;
  return (key, values = {}) => tell(key, { ns: words.area, ...values });
}
