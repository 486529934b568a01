import { afterAll, afterEach, beforeAll } from 'vitest';
import { ConsoleWorld } from '../../support/console-world.ts';

/** One server and one browser for all journeys of a file, since their starts cost more than most journeys. */
export function oneWorld(): () => ConsoleWorld {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await ConsoleWorld.open({ config: 'test/fixtures/console/runs.config.ts' });
  }, 300_000);
  afterAll(() => world.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(await world.openPages());
    await world.closePages();
  });
  return () => world;
}
