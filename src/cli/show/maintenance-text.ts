import type { Maintenance } from '../../contract/system.ts';
import { localInstant } from './instants.ts';

/** Since when maintenance mode is on, who turned it on, and why. */
export function maintenanceText({ since, by, note }: Maintenance): string {
  return [localInstant(since), by, note].filter((part) => part !== null).join(' · ');
}
