import { makerWords } from '../../contract/maker-words.ts';
import type { Maintenance } from '../../contract/system.ts';
import type { Language } from '../words/words.ts';
import { localInstant } from './instants.ts';

/** Since when maintenance mode is on, who turned it on, and why. */
export function maintenanceText({ since, by, note }: Maintenance, language: Language): string {
  return [localInstant(since), by === null ? null : makerWords(by)[language], note]
    .filter((part) => part !== null)
    .join(' · ');
}
