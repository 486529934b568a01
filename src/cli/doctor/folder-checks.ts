/** The data folder: whether it can be written, and how much room there is. Nothing is made that stays. */
import { accessSync, constants, existsSync, mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Say } from '../words/words.ts';
import { broken, type Finding, good, warning } from './finding.ts';

const mebibyte = 1024 * 1024;
/** Free room below which submissions may soon be refused, and below which it is worth saying, MiB. */
const leastMib = 200;
const enoughMib = 2048;

export function checkDataFolder(say: Say, folder: string): Finding {
  const there = nearest(folder);
  try {
    if (!statSync(there).isDirectory()) throw new Error(say('doctor_in_the_way', { path: there }));
    rmSync(mkdtempSync(join(there, '.drover-doctor-')), { recursive: true });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return broken('data', say('doctor_data_broken', { folder, detail }), say('doctor_data_remedy'));
  }
  if (there !== folder) return good('data', say('doctor_data_absent', { folder }));
  return good('data', say('doctor_data', { folder }));
}

/** The database as it lies on the disk; a running server says more (see `checkReadiness`). */
export function checkDatabase(say: Say, path: string): Finding {
  if (path === ':memory:' || !existsSync(path)) return good('store', say('doctor_store_absent'));
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return good('store', say('doctor_store', { path }));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return broken('store', say('doctor_store_broken', { detail }), say('doctor_data_remedy'));
  }
}

export function checkDisk(say: Say, folder: string): Finding {
  const { bavail, bsize } = statfsSync(nearest(folder));
  const mib = Math.floor((bavail * bsize) / mebibyte);
  const text = say('doctor_disk', { mib, folder });
  if (mib < leastMib) return broken('disk', text, say('doctor_disk_remedy'));
  return mib < enoughMib ? warning('disk', text, say('doctor_disk_remedy')) : good('disk', text);
}

/** The folder, or the nearest one above it that is there. */
function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}
