/** The short form of the proofs that measure time; `npm run prove` runs the long ones. */
// needs: rabbitmq-server, python3-pika, chromium
import { expect, test } from 'vitest';
import { shortProofs } from '../support/short-proofs.ts';

test.for(await shortProofs('time'))('$name', async (proof) => {
  const { ok, lines } = await proof.run(true);
  expect(ok, lines.join('\n')).toBe(true);
});
