import { ApiError } from '../../../../src/client/index.ts';
import { messageIn } from '../../words/told.model.ts';
import { useLanguage, useWords } from '../../words/words.ts';
import { refusalsOf } from './refused-fields.model.ts';
import type { Field } from './schema-form.model.ts';
import { formWords } from './words.ts';

/** What a server has refused of a form. */
export interface Refusal {
  /** What is wrong with parameters, by the fields' keys. */
  readonly fields: Readonly<Record<string, string>>;
  /** It refused something that no field shows. */
  readonly elsewhere: boolean;
}

/** Where the faults that came with an error belong; null: there is no error. */
export function useRefusal(error: unknown, fields: readonly Field[]): Refusal {
  const t = useWords(formWords);
  const language = useLanguage();
  const faults = error instanceof ApiError ? error.faults : [];
  const { shown, elsewhere } = refusalsOf(fields, faults);
  const texts: Record<string, string> = {};
  for (const { key, within, fault } of shown) {
    const message = messageIn(fault, language);
    const text =
      within === null
        ? message
        : typeof within === 'number'
          ? t('fault.entry', { number: within, message })
          : t('fault.within', { place: within, message });
    const before = texts[key];
    texts[key] = before === undefined ? text : t('fault.more', { before, text });
  }
  return { fields: texts, elsewhere: error !== null && (faults.length === 0 || elsewhere) };
}
