/** The short form of the proofs that measure what processes use; `npm run prove` runs the long ones. */
import { expect, test } from 'vitest';
import { shortProofs } from '../support/short-proofs.ts';

test.for(await shortProofs('use'))('$name', async (proof) => {
  const { ok, lines } = await proof.run(true);
  expect(ok, lines.join('\n')).toBe(true);
});
