import { ApiError } from '../../../../src/client/index.ts';
import { messageIn } from '../../words/told.model.ts';
import type { Language } from '../../words/words.ts';
import { type Field, fieldOfFault } from './schema-form.model.ts';

/** What the server found wrong with parameters, by the fields' keys; empty: something else went wrong, or nothing. */
export function refusedFields(
  error: unknown,
  fields: readonly Field[],
  language: Language,
): Readonly<Record<string, string>> {
  const faults = error instanceof ApiError ? error.faults : [];
  return Object.fromEntries(
    faults.flatMap((fault) => {
      const field = fieldOfFault(fields, fault.path);
      return field === null ? [] : [[field.key, messageIn(fault, language)]];
    }),
  );
}
