/** The short form of the proofs that count and compare, two at a time; `npm run prove` runs the long ones. */
// needs: rabbitmq-server
import { test } from 'vitest';
import { shortProofs } from '../support/short-proofs.ts';

test.concurrent.for(await shortProofs())('$name', async (proof, { expect }) => {
  const { ok, lines } = await proof.run(true);
  expect(ok, lines.join('\n')).toBe(true);
});
