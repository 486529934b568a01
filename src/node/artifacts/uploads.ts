import { artifactChunkBytes, maxArtifactBytesOfRun, maxArtifactsOfAttempt } from '../../contract/artifact.ts';
import type { ArtifactFrame, ArtifactHadFrame } from '../../contract/link-artifacts.ts';
import type { ArtifactOutcome, ArtifactSource } from '../../ports/artifact-source.ts';
import type { Clock, Timer } from '../../ports/clock.ts';

/*
 * Files on their way up, in pieces; one file of an attempt at a time, one piece of it in memory.
 *
 *   waiting  until the attempt's files before it are done with
 *   active   its pieces are read, sent and acknowledged; a new connection begins behind what is acknowledged
 *   done     stored, refused, or given up: nothing of it was acknowledged for 30 s, it became shorter, or its attempt ended
 *
 * An attempt's result waits for its files, and nothing can hurry it: once one was given up for silence, the others have
 * 2 s each until something is acknowledged again.
 */

/** A file of which the server acknowledges nothing for this long is given up. */
const patienceMs = 30_000;
/** The same after one of its attempt for which that was so. */
const laterPatienceMs = 2_000;
/** What is sent and not acknowledged for this long is sent again. */
const repeatAfterMs = 5_000;

interface Upload {
  readonly run: string;
  readonly attempt: number;
  readonly n: number;
  readonly source: ArtifactSource;
  readonly resolve: (outcome: ArtifactOutcome) => void;
  active: boolean;
  /** Offsets behind what is acknowledged, and what is sent. */
  acked: number;
  sent: number;
  /** All of it was sent at least once since the last rewind. */
  sentAll: boolean;
  /** Base64 of the piece at `sent`, ready to go. */
  piece: string | null;
  reading: boolean;
  /** Uptime of the last acknowledgement or piece. */
  movedAt: number;
  timer: Timer | null;
}

interface Files {
  count: number;
  bytes: number;
  /** One was given up for silence, and nothing has been acknowledged since. */
  silent: boolean;
  readonly queue: Upload[];
}

export class Uploads {
  readonly #clock: Clock;
  readonly #ready: () => void;
  readonly #attempts = new Map<string, Files>();

  /** `ready` is called when a piece can be taken. */
  constructor(clock: Clock, ready: () => void) {
    this.#clock = clock;
    this.#ready = ready;
  }

  /** Brings a file up; resolves when it is stored or given up. Closes it. */
  add(run: string, attempt: number, source: ArtifactSource): Promise<ArtifactOutcome> {
    const key = keyOf(run, attempt);
    const files = this.#attempts.get(key) ?? { count: 0, bytes: 0, silent: false, queue: [] };
    this.#attempts.set(key, files);
    const tooMany = files.count >= maxArtifactsOfAttempt;
    if (tooMany || files.bytes + source.size > maxArtifactBytesOfRun) {
      const reason = tooMany
        ? `an attempt keeps at most ${maxArtifactsOfAttempt} files`
        : `the files of this attempt would be larger than ${maxArtifactBytesOfRun / 1024 / 1024} MiB together`;
      return source.close().then(() => ({ stored: false, reason }));
    }
    files.count += 1;
    files.bytes += source.size;
    return new Promise((resolve) => {
      files.queue.push({
        run,
        attempt,
        n: files.count,
        source,
        resolve,
        active: false,
        acked: 0,
        sent: 0,
        sentAll: false,
        piece: null,
        reading: false,
        movedAt: 0,
        timer: null,
      });
      this.#activate(files);
    });
  }

  /** The next piece, if one is ready and costs at most so much credit; each attempt in its turn. */
  take(maxCost: number): ArtifactFrame | null {
    for (const [key, files] of this.#attempts) {
      const [upload] = files.queue;
      if (upload === undefined || upload.piece === null || upload.piece.length > maxCost) continue;
      // To the end of the order, so that the others come next.
      this.#attempts.delete(key);
      this.#attempts.set(key, files);
      return this.#send(upload, upload.piece);
    }
    return null;
  }

  /** The server has said how far a file is. */
  had(frame: ArtifactHadFrame): void {
    const files = this.#attempts.get(keyOf(frame.run, frame.attempt));
    const [upload] = files?.queue ?? [];
    if (files === undefined || upload === undefined || upload.n !== frame.n) return;
    files.silent = false;
    if (frame.refused !== null) this.#finish(files, { stored: false, reason: frame.refused });
    else if (frame.done) this.#finish(files, { stored: true });
    else {
      upload.acked = Math.min(upload.source.size, Math.max(upload.acked, frame.bytes));
      upload.movedAt = this.#clock.uptimeMs();
    }
  }

  /** A new connection: what is not acknowledged is sent again. */
  rewind(): void {
    for (const files of this.#attempts.values()) {
      const [upload] = files.queue;
      if (upload !== undefined) this.#rewind(upload);
    }
  }

  /** Sends again what has waited too long for its acknowledgement. */
  repeatOverdue(): void {
    const before = this.#clock.uptimeMs() - repeatAfterMs;
    for (const { queue } of this.#attempts.values()) {
      const [upload] = queue;
      if (upload?.sentAll === true && upload.movedAt <= before) this.#rewind(upload);
    }
  }

  /** The attempt has ended or is not ours any more: its files are given up. */
  forget(run: string, attempt: number): void {
    const files = this.#attempts.get(keyOf(run, attempt));
    if (files === undefined) return;
    this.#attempts.delete(keyOf(run, attempt));
    for (const upload of files.queue.splice(0))
      this.#close(upload, { stored: false, reason: 'its attempt is over' });
  }

  #activate(files: Files): void {
    const [upload] = files.queue;
    if (upload === undefined || upload.active) return;
    upload.active = true;
    upload.movedAt = this.#clock.uptimeMs();
    this.#watch(files, upload);
    void this.#read(files, upload);
  }

  #watch(files: Files, upload: Upload): void {
    const boundMs = files.silent ? laterPatienceMs : patienceMs;
    const leftMs = upload.movedAt + boundMs - this.#clock.uptimeMs();
    if (leftMs > 0) {
      upload.timer = this.#clock.timer(leftMs, () => this.#watch(files, upload));
      return;
    }
    files.silent = true;
    this.#finish(files, { stored: false, reason: `the server took nothing of it for ${boundMs / 1000} s` });
  }

  async #read(files: Files, upload: Upload): Promise<void> {
    if (upload.reading || upload.piece !== null || upload.sentAll) return;
    upload.reading = true;
    const from = upload.sent;
    const length = Math.min(artifactChunkBytes, upload.source.size - from);
    let bytes: Uint8Array | null = null;
    try {
      bytes = length === 0 ? new Uint8Array() : await upload.source.read(from, length);
    } catch {
      // Said below.
    }
    upload.reading = false;
    if (files.queue[0] !== upload) return;
    if (upload.sent !== from) {
      // Rewound meanwhile.
      void this.#read(files, upload);
      return;
    }
    if (bytes === null || bytes.length < length) {
      this.#finish(files, { stored: false, reason: 'it could not be read, or became shorter meanwhile' });
      return;
    }
    upload.piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
    this.#ready();
  }

  #send(upload: Upload, data: string): ArtifactFrame {
    const { run, attempt, n, source, sent } = upload;
    upload.piece = null;
    upload.sent = Math.min(source.size, sent + artifactChunkBytes);
    upload.sentAll = upload.sent === source.size;
    const files = this.#attempts.get(keyOf(run, attempt));
    if (files !== undefined) void this.#read(files, upload);
    return { t: 'artifact', run, attempt, n, name: source.name, size: source.size, from: sent, data };
  }

  #rewind(upload: Upload): void {
    const { size } = upload.source;
    // The last piece at least: what answers it says that the file is stored.
    upload.sent = upload.acked < size ? upload.acked : Math.max(0, size - artifactChunkBytes);
    upload.sentAll = false;
    upload.piece = null;
    const files = this.#attempts.get(keyOf(upload.run, upload.attempt));
    if (files !== undefined) void this.#read(files, upload);
  }

  #finish(files: Files, outcome: ArtifactOutcome): void {
    const upload = files.queue.shift();
    if (upload !== undefined) this.#close(upload, outcome);
    this.#activate(files);
  }

  #close(upload: Upload, outcome: ArtifactOutcome): void {
    upload.timer?.cancel();
    upload.piece = null;
    void upload.source.close().then(() => upload.resolve(outcome));
  }
}

function keyOf(run: string, attempt: number): string {
  return `${run}#${attempt}`;
}
