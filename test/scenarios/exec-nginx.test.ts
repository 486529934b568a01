/**
 * Streams of the exec API through nginx with its default settings, beside the same streams without it: what nginx adds.
 */
// needs: nginx
import { expect, test } from 'vitest';
import { withEngineHerd } from '../support/engine-herd.ts';
import { execCall } from '../support/exec-call.ts';
import { withNginx } from '../support/nginx.ts';

const calls = 12;
const addedMs = { firstByte: 100, event: 300 };

test('nginx holds nothing back: headers, comments and results come as they are sent', async () => {
  await withEngineHerd({}, async (herd) => {
    await herd.up();
    await withNginx(herd.url, async (url) => {
      const body = (n: number) => ({ project_id: 'p', sid: `s${n}`, params: { engine: { takesMs: 3500 } } });
      await execCall(url, { project_id: 'warm', params: { engine: { takesMs: 10 } } });
      const pairs = await Promise.all(
        Array.from({ length: calls }, async (_, n) => {
          // The second attaches to the run of the first, so both are told the same at the same instant.
          const through = execCall(url, body(n));
          const direct = execCall(herd.url, body(n));
          return [await through, await direct] as const;
        }),
      );
      for (const [through, direct] of pairs) {
        expect(through.frames).toEqual(direct.frames);
        expect(through.headers['content-type']).toBe('text/event-stream; charset=utf-8');
        expect(Math.abs(through.pings.length - direct.pings.length)).toBeLessThanOrEqual(1);
        expect(through.pings.length).toBeGreaterThanOrEqual(2);
      }
      const worst = (values: number[]): number => Math.max(...values);
      expect(worst(pairs.map(([a, b]) => a.firstByteMs - b.firstByteMs))).toBeLessThan(addedMs.firstByte);
      expect(worst(pairs.map(([a, b]) => a.endedAt - b.endedAt))).toBeLessThan(addedMs.event);
      console.log(
        `first byte through nginx at most ${Math.round(worst(pairs.map(([a]) => a.firstByteMs)))} ms (direct ${Math.round(worst(pairs.map(([, b]) => b.firstByteMs)))}), result at most ${Math.round(worst(pairs.map(([a, b]) => a.endedAt - b.endedAt)))} ms after the direct one`,
      );
    });
  });
});
