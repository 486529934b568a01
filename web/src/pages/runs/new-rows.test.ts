import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PageOf } from '../../../../src/contract/paging.ts';
import type { Run } from '../../../../src/contract/run.ts';
import { type Look, lookForRows, type NewRows } from './new-rows.ts';

/** The server's newest run, as far as the look sees it. */
let state: Run['state'];
let away: boolean;
let shown: Run['state'][];
let offered: NewRows[];
let look: Look;

const head = (): PageOf<Run> => ({ items: [{ id: 'r1', state } as Run], nextCursor: null });

beforeEach(() => {
  vi.useFakeTimers();
  state = 'running';
  away = false;
  shown = [];
  offered = [];
  look = lookForRows({
    read: () => (away ? Promise.reject(new Error('away')) : Promise.resolve(head())),
    pageSize: 100,
    known: () => new Set(),
    mayTake: () => false,
    put: ({ items }) => void shown.push(...items.map((run) => run.state)),
    offer: (rows) => void offered.push(rows),
  });
});
afterEach(() => {
  look.stop();
  vi.useRealTimers();
});

it('rows that waited come in as they are when they are taken', async () => {
  look.soon();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(offered).toEqual([{ count: 1, more: false }]);
  state = 'succeeded';
  await look.take();
  expect(shown).toEqual(['succeeded']);
});

it('nothing comes in while the server is away', async () => {
  away = true;
  await look.take();
  expect(shown).toEqual([]);
});
