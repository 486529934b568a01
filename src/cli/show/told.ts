import type { Bilingual } from '../../contract/bilingual.ts';
import type { Language } from '../words/words.ts';

/** What the server says of something that it refused; `words` is absent where it says it in English only. */
interface Told {
  readonly message: string;
  readonly words?: Bilingual | null | undefined;
}

/** It in the user's language. */
export function toldIn(language: Language, { message, words }: Told): string {
  return words?.[language] ?? message;
}
