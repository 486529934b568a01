/** What every blob storage must do. An adapter calls `describeBlobsContract` with a way to open a fresh one. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Blobs } from '../../src/ports/blobs.ts';

export interface OpenBlobs {
  readonly blobs: Blobs;
  remove(): Promise<void>;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (chunk: Uint8Array): string => Buffer.from(chunk).toString();

/** Declares the tests that a blob storage adapter must pass. */
export function describeBlobsContract(name: string, open: () => Promise<OpenBlobs>): void {
  describe(`blobs contract: ${name}`, () => {
    let opened: OpenBlobs;
    let blobs: Blobs;
    beforeEach(async () => {
      opened = await open();
      blobs = opened.blobs;
    });
    afterEach(() => opened.remove());

    it('appends, tells the new size, and reads any range', async () => {
      expect(await blobs.append('runs/r-1/1.log', bytes('hello '))).toBe(6);
      expect(await blobs.append('runs/r-1/1.log', bytes('世界'))).toBe(12);
      expect(await blobs.size('runs/r-1/1.log')).toBe(12);
      expect(text(await blobs.read('runs/r-1/1.log', 0))).toBe('hello 世界');
      expect(text(await blobs.read('runs/r-1/1.log', 1, 5))).toBe('ello');
      expect(text(await blobs.read('runs/r-1/1.log', 6, 9))).toBe('世');
    });

    it('has nothing to read where there is nothing', async () => {
      await blobs.append('a', bytes('x'));
      expect(await blobs.size('none/such')).toBe(0);
      expect(await blobs.read('none/such', 0)).toHaveLength(0);
      expect(await blobs.read('a', 1)).toHaveLength(0);
      expect(await blobs.read('a', 99, 100)).toHaveLength(0);
      expect(await blobs.read('a', 0, 0)).toHaveLength(0);
      expect(text(await blobs.read('a', 0, 99))).toBe('x');
    });

    it('keeps appends to one key in order, whole, and their sizes exact', async () => {
      const sizes = await Promise.all(
        Array.from({ length: 100 }, (_, n) => blobs.append('log', bytes(`line ${n}\n`))),
      );
      const expected = Array.from({ length: 100 }, (_, n) => `line ${n}\n`);
      expect(text(await blobs.read('log', 0))).toBe(expected.join(''));
      let sum = 0;
      expect(sizes).toEqual(expected.map((line) => (sum += line.length)));
    });

    it('keeps any bytes, and an empty append makes an empty blob', async () => {
      let n = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 5 }), async (chunks) => {
          const key = `bytes/${++n}`;
          for (const chunk of chunks) await blobs.append(key, chunk);
          const whole = Buffer.concat(chunks);
          expect(Buffer.from(await blobs.read(key, 0)).equals(whole)).toBe(true);
          expect(await blobs.size(key)).toBe(whole.length);
        }),
        { numRuns: 25 },
      );
    });

    it('removes a blob or all that lie under a folder, and not its neighbours', async () => {
      for (const key of ['runs/r-1/1.log', 'runs/r-1/2.log', 'runs/r-1/art/a.png', 'runs/r-10/1.log']) {
        await blobs.append(key, bytes('x'));
      }
      await blobs.removeAll('runs/r-1');
      await blobs.removeAll('runs/r-1');
      await blobs.removeAll('runs/none');
      expect(await blobs.size('runs/r-1/1.log')).toBe(0);
      expect(await blobs.size('runs/r-1/art/a.png')).toBe(0);
      expect(await blobs.size('runs/r-10/1.log')).toBe(1);
      expect(await blobs.append('runs/r-1/1.log', bytes('new'))).toBe(3);
    });

    it('keeps names apart: case, dots, percent signs', async () => {
      const keys = ['k/Aa', 'k/aA', 'k/a%2Fb', 'k/a.b', 'k/r-..', 'k/r-.'];
      for (const key of keys) await blobs.append(key, bytes(key));
      for (const key of keys) expect(text(await blobs.read(key, 0))).toBe(key);
    });

    it('refuses a key that leads out', async () => {
      for (const key of ['../outside', 'a/../../outside', '/etc/outside', '']) {
        await expect(blobs.append(key, bytes('x'))).rejects.toMatchObject({ code: 'internal' });
        await expect(blobs.removeAll(key)).rejects.toMatchObject({ code: 'internal' });
      }
    });
  });
}
