/**
 * Files that attempts keep. What is stored of one is a blob; that it is whole, and part of its run, is an event of the run.
 * A file that is arriving is known by its blob's size: pieces that come again are dropped, and what a restart has forgotten
 * is read anew. A file whose attempt ends before it is whole never becomes part of the run; its blob goes with the run's.
 */
import { type Artifact, maxArtifactBytes, maxArtifactBytesOfRun } from '../../contract/artifact.ts';
import type { ArtifactFrame } from '../../contract/link-artifacts.ts';
import type { ArtifactEvent } from '../../contract/run-event.ts';
import { contentTypeOf } from '../../domain/content-type.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { createKeyedOrder } from '../../domain/keyed-order.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Blobs } from '../../ports/blobs.ts';
import type { History } from '../../ports/history.ts';
import { runFolder } from '../run-logs.ts';
import { instant } from '../runs/run-view.ts';
import { unknownRun } from '../runs/unknown-run.ts';

/** Files that are remembered while they arrive and for a while after. */
const remembered = 2_000;
const pieceBytes = 256 * 1024;
const mebibyte = 1024 * 1024;

export interface ArtifactsParts {
  readonly blobs: Blobs;
  readonly history: Pick<History, 'run' | 'artifacts'>;
}

/** How far a file has come. */
export interface Received {
  readonly bytes: number;
  readonly done: boolean;
  readonly refused: string | null;
}

/** A stored file that can be read. */
export interface StoredArtifact {
  readonly name: string;
  readonly size: number;
  readonly attempt: number;
  /** Differs for files that differ. */
  readonly tag: string;
  read(from: number, to: number): AsyncGenerator<Uint8Array>;
}

export interface Artifacts {
  /**
   * Takes a piece of a file. `record` makes a whole one part of its run, and tells whether it could: the attempt may be
   * over. Rejects when it can't be stored now: then the piece is to be sent again.
   */
  receive(frame: ArtifactFrame, record: () => Promise<boolean>): Promise<Received>;
  /** What is there, latest attempt first, by name within it. Throws `unknown_run`. */
  list(runId: string): Promise<Artifact[]>;
  /** Throws `unknown_run`, or `not_found`. `attempt` null: the latest that has one of this name. */
  open(runId: string, name: string, attempt: number | null): Promise<StoredArtifact>;
}

interface Arriving {
  readonly run: string;
  readonly attempt: number;
  readonly size: number;
  readonly key: string;
  bytes: number;
  done: boolean;
  refused: string | null;
}

export function createArtifacts(parts: ArtifactsParts): Artifacts {
  const { blobs, history } = parts;
  const arriving = new Map<string, Promise<Arriving>>();
  /** Pieces of one file are handled one after the other. */
  const order = createKeyedOrder();

  const begin = async (frame: ArtifactFrame, key: string): Promise<Arriving> => {
    const { run, attempt, n, size } = frame;
    const kept = await history.artifacts(run);
    const done = kept.some(({ event }) => event.attempt === attempt && event.n === n);
    const total = kept.reduce((sum, { event }) => sum + event.size, 0);
    const tooMuch = !done && total + size > maxArtifactBytesOfRun;
    const refused =
      size > maxArtifactBytes
        ? `larger than ${maxArtifactBytes / mebibyte} MiB`
        : tooMuch
          ? `the files of this run would be larger than ${maxArtifactBytesOfRun / mebibyte} MiB together`
          : null;
    return { run, attempt, size, key, bytes: refused === null ? await blobs.size(key) : 0, done, refused };
  };

  const known = (frame: ArtifactFrame, key: string): Promise<Arriving> => {
    const entry = arriving.get(key) ?? begin(frame, key);
    arriving.delete(key);
    arriving.set(key, entry);
    entry.catch(() => arriving.delete(key));
    if (arriving.size > remembered) {
      const [oldest] = arriving.keys();
      if (oldest !== undefined) arriving.delete(oldest);
    }
    return entry;
  };

  const take = async (
    frame: ArtifactFrame,
    key: string,
    record: () => Promise<boolean>,
  ): Promise<Received> => {
    const entry = await known(frame, key);
    if (entry.refused === null && !entry.done) await store(entry, frame, record);
    const { bytes, done, refused } = entry;
    return { bytes, done, refused };
  };

  const store = async (
    entry: Arriving,
    frame: ArtifactFrame,
    record: () => Promise<boolean>,
  ): Promise<void> => {
    const data = Buffer.from(frame.data, 'base64');
    if (frame.size !== entry.size || frame.from + data.length > entry.size) {
      entry.refused = 'its pieces do not fit together';
      await blobs.removeAll(entry.key);
      return;
    }
    const fresh = data.subarray(Math.max(0, entry.bytes - frame.from));
    // A piece beyond what is there can't be placed; the answer says where to go on.
    if (frame.from > entry.bytes) return;
    if (fresh.length > 0) entry.bytes = await blobs.append(entry.key, fresh);
    if (entry.bytes < entry.size) return;
    if (await record()) entry.done = true;
    else entry.refused = 'its attempt is over';
  };

  const eventsOf = async (
    runId: string,
  ): Promise<readonly { readonly at: number; readonly event: ArtifactEvent }[]> => {
    if ((await history.run(runId)) === undefined) throw unknownRun(runId);
    const latest = new Map<string, { readonly at: number; readonly event: ArtifactEvent }>();
    for (const one of await history.artifacts(runId)) {
      const place = `${one.event.attempt} ${one.event.name}`;
      // Several come up at once, so the one that was kept first may be stored last.
      if ((latest.get(place)?.event.n ?? 0) <= one.event.n) latest.set(place, one);
    }
    return [...latest.values()];
  };

  const isThere = async (runId: string, { attempt, n, size }: ArtifactEvent): Promise<boolean> =>
    size === 0 || (await blobs.size(artifactKey(runId, attempt, n))) >= size;

  return {
    receive: (frame, record) => {
      const key = artifactKey(frame.run, frame.attempt, frame.n);
      return order.after(key, () => take(frame, key, record));
    },

    list: async (runId) => {
      const items: Artifact[] = [];
      for (const { at, event } of await eventsOf(runId)) {
        // Old files are removed before old runs are.
        if (!(await isThere(runId, event))) continue;
        const { name, size, attempt } = event;
        items.push({ name, size, contentType: contentTypeOf(name).type, attempt, at: instant(at) });
      }
      return items.sort((a, b) => b.attempt - a.attempt || (a.name < b.name ? -1 : 1));
    },

    open: async (runId, name, attempt) => {
      const found = (await eventsOf(runId))
        .filter(({ event }) => event.name === name && (attempt === null || event.attempt === attempt))
        .sort((a, b) => b.event.attempt - a.event.attempt)[0]?.event;
      if (found === undefined || !(await isThere(runId, found))) {
        const shown = name.slice(0, 200);
        throw new DroverError(
          'not_found',
          said(found === undefined ? 'no_file' : 'file_removed', { id: runId, name: shown }),
        );
      }
      const key = artifactKey(runId, found.attempt, found.n);
      return {
        name,
        size: found.size,
        attempt: found.attempt,
        tag: `"${found.attempt}-${found.n}-${found.size}"`,
        read: (from, to) => piecesOf(blobs, key, from, to),
      };
    },
  };
}

function artifactKey(runId: string, attempt: number, n: number): string {
  return `${runFolder(runId)}/artifacts/${attempt}-${n}`;
}

async function* piecesOf(blobs: Blobs, key: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; ) {
    const bytes = await blobs.read(key, at, Math.min(to, at + pieceBytes));
    if (bytes.length === 0) return;
    at += bytes.length;
    yield bytes;
  }
}
