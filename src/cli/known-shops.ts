import { basename } from 'node:path';
import { ApiError } from '../client/api-error.ts';
import type { ConfigFault } from '../config/fault.ts';
import type { Configuration } from '../config/load.ts';
import { namesUnknownShops, unknownShopWarnings } from '../config/schedule-shops.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { ShopPlace } from '../domain/schedule/backfill-record.ts';
import { CommandFailure } from './command-failure.ts';
import type { Shell } from './shell.ts';
import { shopsOfServer } from './shops-of-server.ts';

type Judged = Pick<Manifest, 'schedules' | 'shops'>;

/**
 * The shops that a file's schedules may name: its own, and where that leaves ids over, those that the server knows. Null:
 * there is no server to ask, and the file keeps no shops, so that nobody can tell.
 */
export async function knownShops(shell: Shell, manifest: Judged): Promise<readonly ShopPlace[] | null> {
  const { shops } = manifest;
  if (!namesUnknownShops(manifest, shops)) return shops;
  try {
    return [...shops, ...(await shopsOfServer(shell.connect()))];
  } catch (error) {
    if (error instanceof CommandFailure || error instanceof ApiError) return shops.length > 0 ? shops : null;
    throw error;
  }
}

/** The warnings of a configuration, and one for each schedule that names what no shop has. */
export async function allWarnings(
  shell: Shell,
  { manifest, warnings, configPath }: Pick<Configuration, 'manifest' | 'warnings' | 'configPath'>,
): Promise<readonly ConfigFault[]> {
  const shops = configPath === null ? null : await knownShops(shell, manifest);
  if (shops === null || configPath === null) return warnings;
  return [...warnings, ...unknownShopWarnings(manifest, shops, basename(configPath))];
}
