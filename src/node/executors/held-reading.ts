import type { Readable } from 'node:stream';

/**
 * Bytes that are read on before room is asked for again. Few enough that the lines of one such piece, were they all
 * empty, fit into what a log holds beyond the point where it asks for a pause.
 */
const pieceBytes = 2 * 1024;

/** A stream that is read no faster than there is room for what it says. */
export interface HeldReading {
  /** Resolves when all of it has been given on, or the stream was destroyed and what had been read of it has been. Never rejects. */
  readonly done: Promise<void>;
  /** It waits for room. */
  readonly held: boolean;
}

/** Gives a stream's bytes to `take`; before each piece it waits for `room`, if that is not null. */
export function readHeld(
  stream: Readable,
  take: (bytes: Uint8Array) => void,
  room: () => Promise<void> | null,
): HeldReading {
  let held = false;
  const read = async (): Promise<void> => {
    for await (const chunk of stream) {
      // Nobody has set an encoding.
      const bytes = chunk as Buffer;
      for (let from = 0; from < bytes.length; from += pieceBytes) {
        const wait = room();
        if (wait !== null) {
          held = true;
          await wait;
          held = false;
        }
        take(bytes.subarray(from, from + pieceBytes));
      }
    }
  };
  return {
    // A pipe that breaks or is cut is at its end.
    done: read().catch(() => undefined),
    get held() {
      return held;
    },
  };
}
