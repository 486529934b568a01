/** Every page of the console, for what looks at each of them: accessibility, screenshots. A new page adds a line here. */
import type { ConsoleWorld } from './console-world.ts';

export interface PageToSee {
  readonly name: string;
  /** Where it is, in a furnished herd. */
  readonly path: (world: ConsoleWorld) => string | Promise<string>;
  readonly signedOut?: true;
  /** Its heading, when it has one of its own, must be there before anybody looks. Default: any heading. */
  readonly shows?: string;
}

/** The run that ended last in this state. */
async function runIn(world: ConsoleWorld, state: 'failed' | 'succeeded' | 'blocked'): Promise<string> {
  const { items } = await world.api.runs({ state: [state], limit: 1 });
  return `/runs/${items[0]?.id ?? ''}`;
}

export const pagesToSee: readonly PageToSee[] = [
  { name: 'sign-in', path: () => '/sign-in', signedOut: true },
  { name: 'overview', path: () => '/', shows: '[aria-label="现在"], [aria-label="Now"]' },
  { name: 'runs', path: () => '/runs', shows: '[role=table]' },
  { name: 'run-failed', path: (world) => runIn(world, 'failed') },
  { name: 'run-succeeded', path: (world) => runIn(world, 'succeeded') },
  { name: 'run-waiting', path: (world) => runIn(world, 'blocked') },
  { name: 'run-flow', path: () => '/run?flow=sync_order' },
  {
    name: 'batch',
    path: async (world) => `/batches/${(await world.api.batches({ limit: 1 })).items[0]?.id ?? ''}`,
  },
  { name: 'dead-letters', path: () => '/dead-letters', shows: '[aria-current=true], [role=table]' },
  { name: 'nodes', path: () => '/nodes', shows: '[role=table]' },
  { name: 'queues', path: () => '/queues' },
  { name: 'system-health', path: () => '/system/health', shows: '[role=status]' },
  { name: 'system-maintenance', path: () => '/system/control' },
  { name: 'system-tokens', path: () => '/system/tokens' },
  { name: 'system-about', path: () => '/system/about' },
];
