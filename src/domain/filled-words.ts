import type { Bilingual } from '../contract/bilingual.ts';

/** What `{name}` in a text stands for; words that differ by language are put into their own. */
export type WordValues = Readonly<Record<string, string | number | Bilingual>>;

/** A text of a catalogue with its values put in; a name that no value is given for stays. */
export function filledWords(text: string, values: WordValues, language: keyof Bilingual): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name] ?? whole;
    return typeof value === 'object' ? value[language] : String(value);
  });
}
