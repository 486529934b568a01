/**
 * Files that people send for runs: announced, sent in pieces, named by parameters, read by nodes. Kept a day for who has
 * just sent one, by each run that names it from its due time on (`keep-files`), and beyond that for as long as anything
 * needs it. Authority: the row for what it is to be and whether all of it has come, the blob's length for how much has.
 * Failure: a piece that is cut off or comes twice is refused with how much is there, and the sender goes on from it; a crash
 * before the row says that all has come is made good when it is next looked at.
 */
import type { Upload, UploadCreate } from '../../contract/upload.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { filesKeptMs, type Retention } from '../../domain/pruning.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Blobs } from '../../ports/blobs.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Store } from '../../ports/store.ts';
import type { UploadRecord } from '../../ports/uploads.ts';
import { instant } from '../runs/run-view.ts';

/** How long a file is kept that no run uses yet, ms. */
const unusedMs = 24 * 3_600_000;
/** Bytes read at once. */
const pieceBytes = 256 * 1024;
/** Files of one pass of the pruner's. */
const pruneStep = 100;

export interface UploadsParts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly retention: Pick<Retention, 'blobDays'>;
}

/** A whole file. */
export interface UploadedFile {
  readonly name: string;
  readonly size: number;
  pieces(): AsyncGenerator<Uint8Array, void, undefined>;
}

export interface Uploads {
  create(request: UploadCreate, by: string | null): Promise<Upload>;
  /** Throws `unknown_upload`. */
  get(id: string): Promise<Upload>;
  /** Takes the piece that begins at `from`. Throws `unknown_upload`, `upload_offset`, `disk_full`. */
  append(id: string, from: number, piece: Uint8Array): Promise<Upload>;
  /** Throws `unknown_upload`, also for one that is not whole. */
  open(id: string): Promise<UploadedFile>;
  /** Removes what is to be kept no longer, some at a time; returns how many it has looked at: 0 when none is left. */
  prune(): Promise<number>;
}

export function createUploads({ store, blobs, clock, ids, retention }: UploadsParts): Uploads {
  const { history } = store;
  /** Pieces of one file one after the other. */
  const under = new Map<string, Promise<unknown>>();

  const known = async (id: string): Promise<UploadRecord> => {
    const record = await history.upload(id);
    if (record === undefined) throw unknownUpload(id);
    return record;
  };
  const shown = async (record: UploadRecord): Promise<Upload> => {
    const received = await blobs.size(keyOf(record.id));
    if (!record.whole && received === record.size) await store.write((tx) => tx.setUploadWhole(record.id));
    return {
      id: record.id,
      name: record.name,
      size: record.size,
      received,
      param: `drover-file:${record.id}/${record.name}`,
      createdBy: record.createdBy,
      createdAt: instant(record.createdAt),
      keptUntil: instant(record.keepUntil),
    };
  };

  const take = async (id: string, from: number, piece: Uint8Array): Promise<Upload> => {
    const record = await known(id);
    const received = await blobs.size(keyOf(id));
    if (from !== received || from + piece.length > record.size)
      throw new DroverError('upload_offset', said('upload_offset', { received, size: record.size }), {
        details: { received, size: record.size },
      });
    if (piece.length > 0) await blobs.append(keyOf(id), piece);
    return shown(record);
  };

  return {
    create: async ({ name, size }, createdBy) => {
      const now = clock.now();
      const record: UploadRecord = {
        id: ids.next('upl'),
        ...{ name, size, createdBy },
        createdAt: now,
        keepUntil: now + unusedMs,
        whole: false,
      };
      await store.write((tx) => tx.insertUpload(record));
      return shown(record);
    },
    get: async (id) => shown(await known(id)),
    append: (id, from, piece) => {
      const done = (under.get(id) ?? Promise.resolve())
        .catch(() => undefined)
        .then(() => take(id, from, piece));
      under.set(id, done);
      void done
        .catch(() => undefined)
        .finally(() => {
          if (under.get(id) === done) under.delete(id);
        });
      return done;
    },
    open: async (id) => {
      const { name, size } = await known(id);
      if ((await blobs.size(keyOf(id))) !== size) throw unknownUpload(id);
      return {
        name,
        size,
        async *pieces() {
          for (let at = 0; at < size; ) {
            const bytes = await blobs.read(keyOf(id), at, Math.min(size, at + pieceBytes));
            if (bytes.length === 0) throw new Error(`upload ${id} was removed while it was read`);
            at += bytes.length;
            yield bytes;
          }
        },
      };
    },
    prune: async () => {
      const now = clock.now();
      const over = await history.uploadsOver(now, pruneStep);
      for (const id of over) {
        const { needed, endedAt } = await history.uploadNeed(id);
        const lastAt = needed ? now : endedAt;
        const until = lastAt === null ? now : lastAt + filesKeptMs(retention);
        if (until > now && (await store.write((tx) => tx.keepUpload(id, until)))) continue;
        // The row first. It stays if something has kept it meanwhile: whatever comes to need a file keeps it as it does so.
        if (await store.write((tx) => tx.deleteUploadOver(id, now))) await blobs.removeAll(keyOf(id));
      }
      return over.length;
    },
  };
}

const keyOf = (id: string): string => `uploads/${id}`;

function unknownUpload(id: string): DroverError {
  return new DroverError('unknown_upload', said('no_upload', { id }));
}
