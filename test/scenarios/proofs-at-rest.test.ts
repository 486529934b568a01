/** The short form of the proofs that measure what rests; `npm run prove` runs the long ones. */
import { expect, test } from 'vitest';
import { shortProofs } from '../support/short-proofs.ts';

test.for(await shortProofs('at rest'))('$name', async (proof) => {
  const { ok, lines } = await proof.run(true);
  expect(ok, lines.join('\n')).toBe(true);
});
