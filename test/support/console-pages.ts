/** Every page of the console, for what looks at each of them: accessibility, screenshots. A new page adds a line here. */
import type { ConsoleWorld } from './console-world.ts';

export interface PageToSee {
  readonly name: string;
  /** Where it is, in a furnished herd. */
  path(world: ConsoleWorld): string | Promise<string>;
  readonly signedOut?: true;
  /** Its heading, when it has one of its own, must be there before anybody looks. Default: any heading. */
  readonly shows?: string;
}

export const pagesToSee: readonly PageToSee[] = [
  { name: 'sign-in', path: () => '/sign-in', signedOut: true },
  { name: 'overview', path: () => '/', shows: '[aria-label="现在"], [aria-label="Now"]' },
];
