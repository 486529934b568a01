import type { Manifest } from '../contract/manifest.ts';
import type { ConfigChange } from '../domain/config-changes.ts';
import { watchConfiguration } from './config-watcher.ts';
import type { ConfigReading } from './evaluate-config.ts';
import type { ConfigFault } from './fault.ts';
import { freezeDeep } from './freeze-deep.ts';
import type { ConfigOrigin } from './load.ts';

/** What has come of an edit. */
export type ConfigNews =
  | {
      readonly kind: 'applied';
      readonly changes: readonly ConfigChange[];
      /** What did not hinder it. */
      readonly warnings: readonly ConfigFault[];
    }
  | { readonly kind: 'rejected'; readonly faults: readonly ConfigFault[] };

/** Whose configuration follows the file. */
export interface ConfigFollower {
  /** Puts it in force and resolves with what has changed. May reject; it is tried again then. */
  apply(manifest: Manifest): Promise<readonly ConfigChange[]>;
  /** What was in force goes on being so. */
  reject(faults: readonly ConfigFault[]): void;
  /** An edit could not be put in force, or a folder not be watched; both are tried again. */
  failed(error: unknown, what: string): void;
  /** Hears of edits that changed something or were faulty; must not throw. */
  tell?(news: ConfigNews): void;
}

/** Between tries to apply what could not be applied, ms. */
const firstBackOffMs = 250;
const longestBackOffMs = 10_000;

/** Keeps a follower's configuration as the file says, from now until the end of `close`. */
export function followConfiguration(
  origin: ConfigOrigin,
  follower: ConfigFollower,
): { close(): Promise<void> } {
  let retry: NodeJS.Timeout | null = null;
  let closed = false;

  async function take(reading: ConfigReading, backOffMs = firstBackOffMs): Promise<void> {
    if (retry !== null) clearTimeout(retry);
    retry = null;
    if (!reading.ok) {
      follower.reject(reading.faults);
      follower.tell?.({ kind: 'rejected', faults: reading.faults });
      return;
    }
    try {
      const changes = await follower.apply(freezeDeep(reading.manifest));
      if (changes.length > 0) follower.tell?.({ kind: 'applied', changes, warnings: reading.warnings });
    } catch (error) {
      if (closed) return;
      follower.failed(error, 'the edited configuration could not be put in force; trying again');
      // A later edit takes its place.
      retry = setTimeout(() => void take(reading, Math.min(backOffMs * 2, longestBackOffMs)), backOffMs);
      retry.unref();
    }
  }

  const watcher = watchConfiguration(origin, {
    onReading: (reading) => take(reading),
    onFault: (folder, error) =>
      follower.failed(error, `the folder ${folder} can not be watched; it is looked at every second`),
  });
  return {
    close: async () => {
      closed = true;
      if (retry !== null) clearTimeout(retry);
      await watcher.close();
    },
  };
}
