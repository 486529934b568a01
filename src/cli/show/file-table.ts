import type { Artifact } from '../../contract/artifact.ts';
import type { Say } from '../words/words.ts';
import { localInstant } from './instants.ts';
import type { Column } from './table.ts';

const units = ['B', 'KiB', 'MiB'] as const;

/** A size in the largest unit of which there is one: 1536 → `1.5 KiB`. */
export function sizeText(bytes: number): string {
  let [value, at] = [bytes, 0];
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024;
    at++;
  }
  return `${Math.round(value * 10) / 10} ${units[at]}`;
}

/** Files that a run has kept, as a table. */
export function fileColumns(say: Say): Column<Artifact>[] {
  return [
    { title: say('column_file'), text: ({ name }) => name },
    { title: say('column_size'), text: ({ size }) => sizeText(size) },
    { title: say('column_attempt'), text: ({ attempt }) => String(attempt) },
    { title: say('column_stored'), text: ({ at }) => localInstant(at) },
  ];
}
