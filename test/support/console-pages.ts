/** Every page of the console, for what looks at each of them: accessibility, screenshots. A new page adds a line here. */
import type { RunState } from '../../src/contract/run-states.ts';
import type { ConsoleWorld } from './console-world.ts';

export interface PageToSee {
  readonly name: string;
  /** Where it is, in a furnished herd. */
  readonly path: (world: ConsoleWorld) => string | Promise<string>;
  readonly signedOut?: true;
  /** Its heading, when it has one of its own, must be there before anybody looks. Default: any heading. */
  readonly shows?: string;
}

/** The newest run in this state. */
async function newest(world: ConsoleWorld, state: RunState): Promise<string> {
  const [run] = (await world.api.runs({ state: [state], limit: 1 })).items;
  if (run === undefined) throw new Error(`the herd has no run that is ${state}`);
  return run.id;
}

export const pagesToSee: readonly PageToSee[] = [
  { name: 'sign-in', path: () => '/sign-in', signedOut: true },
  { name: 'runs', path: () => '/runs', shows: '[data-row]' },
  { name: 'runs-none', path: () => '/runs?state=expired&from=today' },
  {
    name: 'run-failed',
    path: async (world) => `/runs/${await newest(world, 'failed')}`,
    shows: '[data-line]',
  },
  { name: 'run-waiting', path: async (world) => `/runs/${await newest(world, 'blocked')}`, shows: 'dl' },
  { name: 'run-succeeded', path: async (world) => `/runs/${await newest(world, 'succeeded')}`, shows: 'dl' },
  { name: 'run-flow', path: () => '/run?flow=sync_order', shows: '[role=radiogroup]' },
  {
    name: 'batch',
    path: async (world) => `/batches/${(await world.api.batches({ limit: 1 })).items[0]?.id ?? ''}`,
    shows: '[role=progressbar]',
  },
  { name: 'overview', path: () => '/', shows: '[aria-label="现在"], [aria-label="Now"]' },
  { name: 'schedules', path: () => '/schedules', shows: '[data-row]' },
  { name: 'schedule', path: () => '/schedules/replies', shows: '#page table' },
  { name: 'schedule-new', path: () => '/schedules/new?flow=sync_order', shows: '#page table' },
  { name: 'schedule-edit', path: () => '/schedules/daily-orders/edit', shows: '#page table' },
  { name: 'schedule-plan', path: () => '/schedules/plan', shows: '#page table' },
  { name: 'schedule-plan-week', path: () => '/schedules/plan?span=week', shows: '#page table' },
  { name: 'dead-letters', path: () => '/dead-letters', shows: '#page a[href*="group="]' },
  {
    name: 'dead-letters-cause',
    path: async (world) => {
      const cause = (await world.api.deadLetterGroups({ limit: 1 })).items[0]?.cause ?? '';
      return `/dead-letters?${new URLSearchParams({ group: cause }).toString()}`;
    },
    shows: '[data-row]',
  },
  { name: 'nodes', path: () => '/nodes', shows: '[data-row]' },
  { name: 'queues', path: () => '/queues', shows: 'h2' },
  { name: 'system-health', path: () => '/system/health', shows: 'main li' },
  { name: 'system-maintenance', path: () => '/system/control', shows: 'h2' },
  { name: 'system-tokens', path: () => '/system/tokens', shows: 'table, form' },
  { name: 'system-none', path: () => '/system/helth' },
  { name: 'system-about', path: () => '/system/about', shows: 'dl' },
];
