/** The short form of the proofs that count and compare; `npm run prove` runs the long ones. */
// needs: rabbitmq-server
import { expect, test } from 'vitest';
import { shortProofs } from '../support/short-proofs.ts';

test.for(await shortProofs())('$name', async (proof) => {
  const { ok, lines } = await proof.run(true);
  expect(ok, lines.join('\n')).toBe(true);
});
