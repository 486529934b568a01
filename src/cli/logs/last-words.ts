import type { Shell } from '../shell.ts';
import { logSources, recentRecords } from './recent-records.ts';
import { recordText } from './record-text.ts';

const lines = 10;

/** The last lines that server and node have logged since an instant (ms since epoch); empty when there are none. */
export function lastWordsOfLog({ paint }: Shell, folder: string, since: number): string {
  return recentRecords({ folder, sources: logSources, count: lines, level: 'trace' })
    .filter(({ record }) => record.at >= since)
    .map(({ record }) => recordText(record, paint))
    .join('\n');
}
