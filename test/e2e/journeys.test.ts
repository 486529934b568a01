/**
 * What people do in the console, in a real browser, on a real server with real runs: one server and one browser for all of
 * it, since their starts cost more than most journeys. The order matters only for the last: it moves the server.
 */
// needs: chromium
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { ConsoleWorld } from '../support/console-world.ts';
import { deadLetterJourney } from './journeys/dead-letters.ts';
import { frameJourneys } from './journeys/frame.ts';
import { nodeJourney } from './journeys/nodes.ts';
import { onceJourneys } from './journeys/once.ts';
import { paletteJourney } from './journeys/palette.ts';
import { runJourneys } from './journeys/runs.ts';
import { sameFigures } from './journeys/same-figures.ts';
import { scheduleJourneys } from './journeys/schedules.ts';
import { subPathJourney } from './journeys/sub-path.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open({ config: 'test/fixtures/console/runs.config.ts' });
}, 300_000);
afterAll(() => world.close());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(await world.openPages());
  await world.closePages();
});

describe('runs', () => runJourneys(() => world));
describe('the palette', () => paletteJourney(() => world));
describe('schedules', () => scheduleJourneys(() => world));
describe('dead letters', () => deadLetterJourney(() => world));
describe('once', () => onceJourneys(() => world));
describe('nodes', () => nodeJourney(() => world));
describe('figures', () => sameFigures(() => world));
describe('the frame', () => frameJourneys(() => world));
describe('a path of the host', () => subPathJourney(() => world));
