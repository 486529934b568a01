/** Counts to `to`: what a script looks like that tells Drover how it is doing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifactsFolder, log, progress, RunFailed, runFlow, step } from './drover-messages.mjs';

await runFlow(async ({ to = 3 }) => {
  if (to < 1) throw new RunFailed('BUSINESS', 'there is nothing to count');
  const counting = () => {
    for (let n = 1; n <= to; n++) {
      log(n);
      progress(n / to, `${n} of ${to}`);
    }
    return { last: to };
  };
  await step('count', counting, { name: 'Counting', input: { to } });
  writeFileSync(join(artifactsFolder(), 'count.txt'), `${to}\n`);
  return { last: to };
});
