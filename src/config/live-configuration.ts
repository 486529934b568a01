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
      /** The file. */
      readonly path: string;
      /** Empty: what is in force has another file. */
      readonly changes: readonly ConfigChange[];
      /** What did not hinder it. */
      readonly warnings: readonly ConfigFault[];
    }
  | { readonly kind: 'rejected'; readonly path: string; readonly faults: readonly ConfigFault[] }
  /** The file was faulty, and is again what is in force. */
  | { readonly kind: 'restored'; readonly path: string };

/** Whose configuration follows the file. */
export interface ConfigFollower {
  /** Puts it in force and resolves with what has changed. May reject; it is tried again then. */
  apply(manifest: Manifest): Promise<readonly ConfigChange[]>;
  /** What was in force goes on being so. */
  reject(faults: readonly ConfigFault[]): void;
  /** An edit could not be put in force, or a folder not be watched; both are tried again. */
  failed(error: unknown, what: string): void;
  /** Hears of edits that changed something, the file's name too, or were faulty, and of the end of a fault; must not throw. */
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
  let pathInForce = origin.path;
  let faulty = false;

  async function take(reading: ConfigReading, path: string, backOffMs = firstBackOffMs): Promise<void> {
    if (retry !== null) clearTimeout(retry);
    retry = null;
    if (!reading.ok) {
      faulty = true;
      follower.reject(reading.faults);
      follower.tell?.({ kind: 'rejected', path, faults: reading.faults });
      return;
    }
    try {
      const changes = await follower.apply(freezeDeep(reading.manifest));
      const { warnings } = reading;
      if (changes.length > 0 || path !== pathInForce)
        follower.tell?.({ kind: 'applied', path, changes, warnings });
      else if (faulty) follower.tell?.({ kind: 'restored', path });
      pathInForce = path;
      faulty = false;
    } catch (error) {
      if (closed) return;
      follower.failed(error, 'the edited configuration could not be put in force; trying again');
      // A later edit takes its place.
      const nextMs = Math.min(backOffMs * 2, longestBackOffMs);
      retry = setTimeout(() => void take(reading, path, nextMs), backOffMs);
      retry.unref();
    }
  }

  const watcher = watchConfiguration(origin, {
    onReading: (reading, path) => take(reading, path),
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
