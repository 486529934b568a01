import type { Client } from '../client/client.ts';
import type { Run } from '../contract/run.ts';
import { isFinal } from '../contract/run-states.ts';

/** Resolves with the run once it has ended. Waits on its log, which the server closes at the run's end. */
export async function waitForRun(client: Client, id: string): Promise<Run> {
  let run = await client.run(id);
  while (!isFinal(run.state)) {
    for await (const line of client.logs(id, { follow: true })) void line;
    run = await client.run(id);
  }
  return run;
}
