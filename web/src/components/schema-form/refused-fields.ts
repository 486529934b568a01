import { ApiError } from '../../../../src/client/index.ts';
import { type Field, fieldOfFault } from './schema-form.model.ts';

/** What the server found wrong with parameters, by the fields' keys; empty: something else went wrong, or nothing. */
export function refusedFields(error: unknown, fields: readonly Field[]): Readonly<Record<string, string>> {
  const faults: unknown = error instanceof ApiError ? error.details['faults'] : undefined;
  if (!Array.isArray(faults)) return {};
  return Object.fromEntries(
    faults.flatMap((fault: unknown) => {
      if (typeof fault !== 'object' || fault === null || !('path' in fault) || !('message' in fault))
        return [];
      const { path, message } = fault;
      if (typeof path !== 'string' || typeof message !== 'string') return [];
      const field = fieldOfFault(fields, path);
      return field === null ? [] : [[field.key, message]];
    }),
  );
}
