import { beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../test/support/virtual-clock.ts';
import type { ArtifactFrame } from '../../contract/link-artifacts.ts';
import type { ArtifactOutcome, ArtifactSource } from '../../ports/artifact-source.ts';
import { Uploads } from './uploads.ts';

let clock: VirtualClock;
let uploads: Uploads;
let ready: () => void;

beforeEach(() => {
  clock = createVirtualClock();
  ready = () => undefined;
  uploads = new Uploads(clock, () => ready());
});

function source(name: string, bytes: Uint8Array): ArtifactSource & { closed: boolean } {
  const made = {
    name,
    size: bytes.length,
    closed: false,
    read: async (from: number, length: number) => bytes.subarray(from, from + length),
    close: async () => {
      made.closed = true;
    },
  };
  return made;
}

/** The next piece, when it is ready. */
async function piece(maxCost = 1e6): Promise<ArtifactFrame> {
  for (;;) {
    const taken = uploads.take(maxCost);
    if (taken !== null) return taken;
    await new Promise<void>((resolve) => {
      ready = resolve;
    });
  }
}

const had = (frame: ArtifactFrame, bytes: number, done = false, refused: string | null = null): void =>
  uploads.had({
    t: 'artifact_had',
    run: frame.run,
    attempt: frame.attempt,
    n: frame.n,
    bytes,
    done,
    refused,
  });
const big = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251));

describe('uploads', () => {
  it('bring a file up in pieces of at most 64 KiB, the next one when it is stored', async () => {
    const file = source('a.bin', big);
    const first = uploads.add('r', 1, file);
    const second = uploads.add('r', 1, source('empty', new Uint8Array()));
    const pieces = [await piece(), await piece(), await piece()];
    expect(pieces.every(({ data }) => data.length <= 64 * 1024)).toBe(true);
    expect(Buffer.concat(pieces.map(({ data }) => Buffer.from(data, 'base64')))).toEqual(big);
    expect(pieces.map(({ from, n, size }) => [from, n, size])).toEqual([
      [0, 1, 100_000],
      [49_152, 1, 100_000],
      [98_304, 1, 100_000],
    ]);
    expect(uploads.take(1e6)).toBeNull();
    for (const one of pieces) had(one, one.from + 1, one === pieces[2]);
    expect(await first).toEqual({ stored: true });
    expect(file.closed).toBe(true);
    const empty = await piece();
    expect(empty).toMatchObject({ n: 2, size: 0, from: 0, data: '' });
    had(empty, 0, true);
    expect(await second).toEqual({ stored: true });
  });

  it('go on behind what is acknowledged on a new connection, or when no answer comes', async () => {
    const done = uploads.add('r', 1, source('a.bin', big));
    const first = await piece();
    await piece();
    had(first, 49_152);
    uploads.rewind();
    expect((await piece()).from).toBe(49_152);
    const last = await piece();
    expect(last.from).toBe(98_304);
    had(last, 100_000);
    await clock.advance(5_000);
    uploads.repeatOverdue();
    // Stored, but nothing has said so: the last piece asks again.
    expect((await piece()).from).toBe(100_000 - 49_152);
    had(last, 100_000, true);
    expect(await done).toEqual({ stored: true });
  });

  it('cost no more than there is credit, and take turns', async () => {
    void uploads.add('a', 1, source('x', big));
    void uploads.add('b', 1, source('y', big));
    await piece();
    expect(uploads.take(65_535)).toBeNull();
    expect([(await piece()).run, (await piece()).run]).toContain('b');
  });

  it('wait no longer than 2 s each once one of their attempt was given up, until something is acknowledged', async () => {
    const stuck = Promise.all(Array.from({ length: 10 }, (_, n) => uploads.add('a', 1, source(`${n}`, big))));
    const over: unknown[] = [];
    void stuck.then((outcomes) => over.push(...outcomes));
    await clock.advance(29_000);
    expect(over).toHaveLength(0);
    await clock.advance(20_000);
    await clock.settle();
    expect(over).toHaveLength(10);
    const heard = uploads.add('a', 1, source('z', big));
    had(await piece(), 49_152);
    await clock.advance(29_000);
    had(await piece(), big.length, true);
    expect(await heard).toEqual({ stored: true });
  });

  it('are given up when nothing moves, the file shrinks, the server refuses, or the attempt is over', async () => {
    const stuck = uploads.add('a', 1, source('x', big));
    await piece();
    await clock.advance(30_000);
    expect(await stuck).toEqual({ stored: false, reason: 'the server took nothing of it for 30 s' });
    const short = { ...source('y', big), size: 200_000 };
    const shrunk = uploads.add('b', 1, short);
    for (let i = 0; i < 2; i++) await piece();
    expect(await shrunk).toEqual({
      stored: false,
      reason: 'it could not be read, or became shorter meanwhile',
    });
    const refused = uploads.add('c', 1, source('z', big));
    had(await piece(), 0, false, 'too much');
    expect(await refused).toEqual({ stored: false, reason: 'too much' });
    const over: Promise<ArtifactOutcome>[] = [1, 2].map(() => uploads.add('d', 1, source('z', big)));
    uploads.forget('d', 1);
    expect(await Promise.all(over)).toEqual(
      [1, 2].map(() => ({ stored: false, reason: 'its attempt is over' })),
    );
    expect(uploads.take(1e6)).toBeNull();
  });
});
