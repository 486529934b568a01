import { en } from './en.ts';
import { zh } from './zh.ts';

/** Languages of the command line. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Everything that the command line can say. */
export type WordKey = keyof typeof en;

/** Names in braces of a text: what must be given with it. */
type Names<Text extends string> = Text extends `${string}{${infer Inner}}${infer Rest}`
  ? (Inner extends `${infer Name}|${string}` ? Name : Inner) | Names<Rest>
  : never;
type Given<Key extends WordKey> = [Names<(typeof en)[Key]>] extends [never]
  ? []
  : [Readonly<Record<Names<(typeof en)[Key]>, string | number>>];

/** Says one thing in the user's language. */
export type Say = <Key extends WordKey>(key: Key, ...given: Given<Key>) => string;

const catalogues: Readonly<Record<Language, Readonly<Record<WordKey, string>>>> = { en, zh };

/** How to say things in a language. */
export function wordsIn(language: Language): Say {
  const catalogue = catalogues[language];
  return (key, ...given) => {
    const values: Readonly<Record<string, string | number>> = given[0] ?? {};
    return catalogue[key].replace(
      /\{(\w+)(?:\|([^{|}]*)\|([^{|}]*))?\}/g,
      (whole, name: string, one?: string, many?: string) => {
        const value = values[name];
        if (value === undefined) return whole;
        return (String(value) === '1' ? one : many) ?? String(value);
      },
    );
  };
}

/** The language that `--lang` or the environment asks for; English where neither does. */
export function languageOf(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const asked = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  const known = languages.find((language) => language === asked);
  if (known !== undefined) return known;
  // The first that is set rules. Source: POSIX.1-2017, 8.2 Internationalization Variables
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => (value ?? '') !== '');
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}
