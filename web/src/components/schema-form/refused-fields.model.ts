/** Where what the server found wrong with parameters is shown: rules without effects. */
import { type Field, fieldOfFault } from './schema-form.model.ts';

/** A fault at its field. */
export interface FieldRefusal<Fault> {
  readonly key: string;
  /** Of a fault within what is typed into the field: which entry of a list, counted from 1, or else the way to it. */
  readonly within: number | string | null;
  readonly fault: Fault;
}

/** The faults by their fields, in the order of the faults, and whether there are any that no field shows. */
export function refusalsOf<Fault extends { readonly path: string }>(
  fields: readonly Field[],
  faults: readonly Fault[],
): { readonly shown: readonly FieldRefusal<Fault>[]; readonly elsewhere: boolean } {
  const shown = faults.flatMap((fault): FieldRefusal<Fault>[] => {
    const field = fieldOfFault(fields, fault.path);
    return field === null ? [] : [{ key: field.key, within: withinOf(field, fault.path), fault }];
  });
  return { shown, elsewhere: shown.length < faults.length };
}

function withinOf({ path }: Field, pointer: string): number | string | null {
  const rest = pointer.split('/').slice(2 + path.length);
  if (rest.length === 0) return null;
  const [entry = ''] = rest;
  return rest.length === 1 && /^\d+$/.test(entry) ? Number(entry) + 1 : rest.join('/');
}
