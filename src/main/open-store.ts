import { dirname } from 'node:path';
import { makeFolder } from '../adapters/data-folder/data-folder.ts';
import { DroverError } from '../domain/drover-error.ts';
import type { StartFault } from '../domain/start-fault.ts';
import type { Store } from '../ports/store.ts';

/** Opens the store at its path, made when absent; what can be wrong with it is an answer. */
export async function openStore(
  path: string,
): Promise<
  { readonly ok: true; readonly store: Store } | { readonly ok: false; readonly fault: StartFault }
> {
  const { openSqliteStore } = await import('../adapters/store-sqlite/sqlite-store.ts');
  try {
    if (path !== ':memory:') makeFolder(dirname(path));
    return { ok: true, store: openSqliteStore({ path }) };
  } catch (error) {
    const { found, known }: Readonly<Record<string, unknown>> =
      error instanceof DroverError ? error.details : {};
    if (typeof found === 'number' && typeof known === 'number') {
      return { ok: false, fault: { kind: 'store_newer', path, found, known } };
    }
    return {
      ok: false,
      fault: { kind: 'store', path, detail: error instanceof Error ? error.message : String(error) },
    };
  }
}
