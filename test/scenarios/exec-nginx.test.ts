/** Streams of the exec API through nginx with its default settings: nothing is held back. */
// needs: nginx
import { expect, test } from 'vitest';
import { controlTimer } from '../support/control-timer.ts';
import { withEngineHerd } from '../support/engine-herd.ts';
import { type ExecAnswer, type ExecCallOptions, execCall } from '../support/exec-call.ts';
import { withNginx } from '../support/nginx.ts';

const calls = 10;
/** Longest times, ms, on a machine that is not late itself. */
const firstByteMs = 100;
const eventMs = 300;
/** Between two comments, as the herd is configured. */
const pingMs = 1000;

test('headers, comments, events and results come through nginx as they are sent', async () => {
  await withEngineHerd({}, async (herd) => {
    await herd.up();
    await withNginx(herd.url, async (url) => {
      const body = (n: number) => ({ project_id: 'p', sid: `s${n}`, params: { engine: { takesMs: 3200 } } });
      await execCall(url, { project_id: 'warm', params: { engine: { takesMs: 10 } } });
      using control = controlTimer();
      /** Resolves once the headers are there; the answer goes on. */
      const begin = async (n: number, options: ExecCallOptions = {}): Promise<Promise<ExecAnswer>[]> => {
        const { promise, resolve } = Promise.withResolvers<void>();
        const answer = execCall(url, body(n), { ...options, onOpen: () => resolve() });
        await Promise.race([promise, answer]);
        return [answer];
      };
      const plain: Promise<ExecAnswer>[] = [];
      const watched: Promise<ExecAnswer>[] = [];
      for (let n = 0; n < calls; n++) {
        plain.push(...(await begin(n)));
        watched.push(...(await begin(n, { path: '/rpa/v1/exec?progress=1' })));
      }
      const answers = await Promise.all(plain);
      const events = await Promise.all(watched);
      const lateMs = control.worstMs();

      for (const { frames, headers } of answers) {
        expect(frames).toEqual([expect.stringContaining('"code":0,')]);
        expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
      }
      const all = [...answers, ...events];
      expect(worst(all.map((one) => one.firstByteMs))).toBeLessThan(firstByteMs + lateMs);
      // Each comment and event says when it was sent.
      const pings = answers.map(({ pieces }) =>
        pieces.flatMap((piece) => sent(piece, /^: ping - (.+)\r$/gm)),
      );
      const told = events.map(({ pieces }) => pieces.flatMap((piece) => sent(piece, /"at":"([^"]+)"/g)));
      for (const list of pings) expect(list.length).toBeGreaterThanOrEqual(2);
      for (const list of told) expect(list.length).toBeGreaterThanOrEqual(4);
      const ages = [...pings, ...told].flat().map(({ at, heardAt }) => heardAt - at);
      expect(worst(ages)).toBeLessThan(eventMs + lateMs);
      const gaps = pings.flatMap((list) =>
        list.slice(1).map(({ at }, i) => at - (list[i]?.at ?? 0) - pingMs),
      );
      expect(worst(gaps.map(Math.abs))).toBeLessThan(eventMs + lateMs);
      // The same result at the same instant for both who watch a run.
      const apart = answers.map(
        ({ pieces }, n) => (pieces.at(-1)?.at ?? 0) - (events[n]?.pieces.at(-1)?.at ?? 0),
      );
      expect(worst(apart.map(Math.abs))).toBeLessThan(eventMs + lateMs);
      console.log(
        `through nginx: first byte ≤ ${Math.round(worst(all.map((one) => one.firstByteMs)))} ms, events ≤ ${worst(ages)} ms, comments off by ≤ ${worst(gaps.map(Math.abs))} ms; this machine's timers ≤ ${Math.round(lateMs)} ms`,
      );
    });
  });
});

const worst = (values: readonly number[]): number => Math.max(...values);

/** When what stands in a piece was sent, and when it was heard, ms since epoch. */
function sent(piece: { readonly at: number; readonly text: string }, stamp: RegExp) {
  return [...piece.text.matchAll(stamp)].map(([, at = '']) => ({
    // Microseconds are not read everywhere.
    at: Date.parse(at.replace(' ', 'T').replace(/(\.\d{3})\d{3}/, '$1')),
    heardAt: piece.at,
  }));
}
