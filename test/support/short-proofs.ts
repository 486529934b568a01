import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Proof } from '../../scripts/prove/proof.ts';

const folder = join(import.meta.dirname, '../proofs');

/** The proofs of test/proofs whose short form measures so; without `how`, those whose does not measure. */
export async function shortProofs(how?: Proof['measures']): Promise<Proof[]> {
  const files = globSync('*.proof.ts', { cwd: folder }).toSorted();
  const modules = await Promise.all(
    // What a proof file exports (scripts/prove/proof.ts).
    files.map(async (file) => (await import(pathToFileURL(join(folder, file)).href)) as { proof: Proof }),
  );
  return modules.map(({ proof }) => proof).filter(({ measures }) => measures === how);
}
