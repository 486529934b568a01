/** What people do with runs in the console, in a real browser, on a real server with real runs. */
// needs: chromium
import { describe } from 'vitest';
import { oneWorld } from './journeys/one-world.ts';
import { paletteJourney } from './journeys/palette.ts';
import { runJourneys } from './journeys/runs.ts';

const world = oneWorld();

describe('runs', () => runJourneys(world));
describe('the palette', () => paletteJourney(world));
