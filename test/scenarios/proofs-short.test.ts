/** The short form of every proof of test/proofs; `npm run prove` runs the long ones. */
// needs: rabbitmq-server, python3-pika
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { Proof } from '../../scripts/prove/proof.ts';

const folder = join(import.meta.dirname, '../proofs');
const proofs = await Promise.all(
  globSync('*.proof.ts', { cwd: folder })
    .toSorted()
    .map(async (file) => ((await import(pathToFileURL(join(folder, file)).href)) as { proof: Proof }).proof),
);

test.for(proofs)('$name', async (proof) => {
  const { ok, lines } = await proof.run(true);
  expect(ok, lines.join('\n')).toBe(true);
});
