/**
 * What people do in the console besides looking at runs, in a real browser, on a real server with real runs. The order matters
 * only for the last: it moves the server.
 */
// needs: chromium
import { describe } from 'vitest';
import { deadLetterJourney } from './journeys/dead-letters.ts';
import { frameJourneys } from './journeys/frame.ts';
import { nodeJourney } from './journeys/nodes.ts';
import { onceJourneys } from './journeys/once.ts';
import { oneWorld } from './journeys/one-world.ts';
import { sameFigures } from './journeys/same-figures.ts';
import { scheduleJourneys } from './journeys/schedules.ts';
import { subPathJourney } from './journeys/sub-path.ts';

const world = oneWorld();

describe('schedules', () => scheduleJourneys(world));
describe('dead letters', () => deadLetterJourney(world));
describe('once', () => onceJourneys(world));
describe('nodes', () => nodeJourney(world));
describe('figures', () => sameFigures(world));
describe('the frame', () => frameJourneys(world));
describe('a path of the host', () => subPathJourney(world));
