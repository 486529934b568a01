/** What the server says in both languages, as the console writes it: rules without effects. */
import type { Language } from './words.ts';

/** What the server says of something that it refused; `words` is absent where it says it in English only. */
export interface Told {
  readonly message: string;
  readonly words?: Readonly<Record<Language, string>> | null | undefined;
}

/** It in the language in force. */
export function messageIn({ message, words }: Told, language: Language): string {
  return words === null || words === undefined ? message : toldIn(words, language);
}

const marks: Readonly<Record<string, string>> = { ',': '，', ':': '：', ';': '；', '(': '（', ')': '）' };

/**
 * The words in the language in force. Chinese ones come with the narrow marks that a terminal has: beside Chinese characters
 * they become wide ones, and quotes become 「」.
 */
export function toldIn(words: Readonly<Record<Language, string>>, language: Language): string {
  if (language === 'en') return words.en;
  return (
    words.zh
      .replaceAll('“', '「')
      .replaceAll('”', '」')
      .replace(/(?<=[\p{Script=Han}」）])[,:;]\s*/gu, (mark) => marks[mark.trim()] ?? mark)
      // Brackets stand in pairs: both become wide where what is before them, or in them, is Chinese.
      .replace(/\(([^()]*)\)/gu, (whole, inner: string, at: number, text: string) =>
        /\p{Script=Han}/u.test(`${text[at - 1] ?? ''}${inner}`) ? `（${inner}）` : whole,
      )
  );
}
