/**
 * Watches the configuration file and everything that it is made of, and evaluates it anew after each edit.
 *
 *   resting     nothing has changed since the last evaluation began
 *   gathering   something happened: waits until it is quiet, at most 300 ms, since editors write in several steps
 *   evaluating  one evaluation is under way; whatever changes meanwhile leads to exactly one more. One that is overtaken by
 *               a change and has had its second is broken off: it may hang, and nobody wants what it finds
 *
 * Authority: the fingerprints noted before an evaluation; events only say when to look. Failure: a file that is absent for
 * a moment is waited for, one that stays away is a fault; a folder that can't be watched is looked at every second. Where
 * the environment names no file, the default one may change its form: the one that is there counts, several are a fault.
 */
import { statSync } from 'node:fs';
import type { Manifest } from '../contract/manifest.ts';
import { type ConfigReading, evaluateConfig } from './evaluate-config.ts';
import { FileWatch } from './file-watch.ts';
import { type ConfigOrigin, twoDefaultFiles } from './load.ts';
import { emptyManifest } from './read-manifest.ts';

const quietMs = 50;
const longestGatheringMs = 300;
/** How long an evaluation may take once the files have changed again, ms. */
const overtakenMs = 1000;
/** How long a configuration file that is gone may take to come back, ms. */
const absenceMs = 700;
const absenceCheckMs = 50;

export interface ConfigWatcherHooks {
  /** An evaluation of this file has ended; the next one begins when this has. Must not reject. */
  onReading(reading: ConfigReading, path: string): Promise<void>;
  /** A folder can't be watched; it is looked at every second until it can. Must not throw. */
  onFault(folder: string, error: unknown): void;
}

export interface ConfigWatcher {
  /** Ends; resolves when no evaluation is under way any more. */
  close(): Promise<void>;
}

/** Watches from where the configuration was first read: an edit made since then counts. */
export function watchConfiguration(origin: ConfigOrigin, hooks: ConfigWatcherHooks): ConfigWatcher {
  const { named, candidates } = origin;
  let files = together(candidates, origin.files);
  let noted = fingerprints(files);
  let gathering: { readonly since: number; timer: NodeJS.Timeout } | null = null;
  let evaluating: Promise<void> | null = null;
  let closed = false;
  /** A default file that was once there and is gone is a fault like any other: what is in force stays. */
  let wasThere = named || fingerprint(origin.path) !== absent;
  /** The candidate that counts. */
  let path = origin.path;
  const ending = new AbortController();
  /** The evaluation whose end is waited for. */
  let current: { readonly since: number; readonly overtaken: AbortController } | null = null;

  const watch = new FileWatch({ onChange: gather, onFault: (folder, error) => hooks.onFault(folder, error) });

  function gather(): void {
    if (closed) return;
    const now = Date.now();
    const since = gathering?.since ?? now;
    if (gathering !== null) clearTimeout(gathering.timer);
    // A clock that was set back must not make it wait longer.
    const left = Math.min(longestGatheringMs, Math.max(0, since + longestGatheringMs - now));
    const timer = setTimeout(
      () => {
        gathering = null;
        look();
      },
      Math.min(quietMs, left),
    );
    gathering = { since, timer };
  }

  function look(): void {
    if (closed) return;
    watch.arm();
    if (!hasChanged()) return;
    // What changes during an evaluation is seen at its end.
    if (evaluating === null) start();
    else if (current !== null) overtake(current);
  }

  function overtake({ since, overtaken }: NonNullable<typeof current>): void {
    setTimeout(() => overtaken.abort(), Math.max(0, since + overtakenMs - Date.now())).unref();
  }

  function hasChanged(): boolean {
    return files.some((file) => fingerprint(file) !== noted.get(file));
  }

  function start(): void {
    evaluating = evaluate().finally(() => {
      evaluating = null;
      if (hasChanged()) gather();
    });
  }

  async function evaluate(): Promise<void> {
    await waitForFile();
    if (closed) return;
    noted = fingerprints(files);
    const startedAt = Date.now();
    const present = candidates.filter((file) => noted.get(file) !== absent);
    const [only] = present;
    if (only !== undefined && present.length === 1) path = only;
    wasThere ||= present.length > 0;
    const overtaken = new AbortController();
    current = { since: startedAt, overtaken };
    const signal = AbortSignal.any([ending.signal, overtaken.signal]);
    const reading = await read(present, signal);
    current = null;
    if (closed) return;
    if (overtaken.signal.aborted) {
      // Whatever is there now is looked at again.
      noted.clear();
      return;
    }
    // A faulty file may have kept us from seeing what it imports further on.
    files = together(candidates, reading.files, reading.ok ? [] : files);
    for (const file of files) {
      if (noted.has(file)) continue;
      // Seen for the first time: whether it was read before or after its last change is not known.
      noted.set(file, changedSince(file, startedAt) ? '' : fingerprint(file));
    }
    watch.watch(files);
    await hooks.onReading(reading, path);
  }

  async function read(present: readonly string[], signal: AbortSignal): Promise<ConfigReading> {
    if (present.length > 1) return { ok: false, files: present, faults: [twoDefaultFiles(present)] };
    return wasThere ? evaluateConfig(path, { absentFiles: 'warning', signal }) : nothing(path);
  }

  async function waitForFile(): Promise<void> {
    for (let waited = 0; waited < absenceMs && !closed; waited += absenceCheckMs) {
      if (candidates.some((file) => fingerprint(file) !== absent)) return;
      await new Promise<void>((resolve) => setTimeout(resolve, absenceCheckMs).unref());
    }
  }

  watch.watch(files);
  for (const file of files) if (changedSince(file, origin.readAt)) noted.set(file, '');
  if (hasChanged()) gather();

  return {
    close: async () => {
      closed = true;
      ending.abort();
      if (gathering !== null) clearTimeout(gathering.timer);
      watch.close();
      await evaluating;
    },
  };
}

const together = (...lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())];

/** Fingerprint of a file that is not there. */
const absent = 'absent';

function fingerprints(files: readonly string[]): Map<string, string> {
  return new Map(files.map((file) => [file, fingerprint(file)]));
}

/** Changes with the file's content, and when it is replaced. */
function fingerprint(file: string): string {
  try {
    const found = statSync(file, { bigint: true });
    return `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}`;
  } catch {
    return absent;
  }
}

/** File systems stamp with a clock that is behind by a tick. */
const tickMs = 10;

function changedSince(file: string, at: number): boolean {
  try {
    const found = statSync(file);
    return Math.max(found.mtimeMs, found.ctimeMs) >= at - tickMs;
  } catch {
    return false;
  }
}

/** What holds where the default file is absent. */
function nothing(path: string): ConfigReading & { readonly manifest: Manifest } {
  return { ok: true, files: [path], manifest: emptyManifest(), warnings: [] };
}
