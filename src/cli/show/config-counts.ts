import type { Manifest } from '../../contract/manifest.ts';

/** What a good configuration holds, as `config_good` tells it. */
export function configCounts(path: string, { flows, shops, schedules }: Manifest) {
  return { path, flows: flows.length, shops: shops.length, schedules: schedules.length };
}
