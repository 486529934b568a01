import { existsSync, watch } from 'node:fs';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';

export interface RemovalWatch {
  /** Throws `store_unavailable` once the file is no longer where it was. */
  check(): void;
  close(): void;
}

/**
 * Notices that the database's file has been removed or replaced while it is open: SQLite would go on writing into the
 * removed file, and what it accepts would be gone with the process. Costs nothing at rest.
 */
export function watchRemoval(path: string): RemovalWatch {
  let removed = false;
  const watcher = watch(path, { persistent: false }, (event) => {
    if (event === 'rename') removed = true;
    else if (!existsSync(path)) removed = true;
  });
  // Without a watch the store works as before.
  watcher.on('error', () => undefined);
  return {
    check: () => {
      if (!removed) return;
      throw new DroverError('store_unavailable', said('store_removed', { path }), {
        kind: 'operational',
        retryable: true,
      });
    },
    close: () => watcher.close(),
  };
}
