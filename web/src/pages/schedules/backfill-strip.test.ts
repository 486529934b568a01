import { expect, test } from 'vitest';
import { backfillsToShow, endedIn } from './backfill-strip.model.ts';

const old = { id: 'old', state: 'done' } as const;
const none: ReadonlySet<string> = new Set();
const idsOf = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id);

test('what had ended before the page was opened is history; what ends later stays, until it is hidden', () => {
  const history = endedIn([old, { id: 'b', state: 'running' }, { id: 'c', state: 'paused' }]);
  const now = [
    { id: 'b', state: 'done' },
    { id: 'c', state: 'cancelled' },
  ] as const;
  expect(idsOf(backfillsToShow([old, ...now], history, none))).toEqual(['b', 'c']);
  expect(idsOf(backfillsToShow([old, ...now], history, new Set(['b'])))).toEqual(['c']);
});

test('one that is over before it was read once is shown', () => {
  const history = endedIn([old]);
  expect(idsOf(backfillsToShow([{ id: 'quick', state: 'done' }, old], history, none))).toEqual(['quick']);
});

test('before anything was read, what is not over', () => {
  const items = [old, { id: 'b', state: 'running' }] as const;
  expect(idsOf(backfillsToShow(items, null, none))).toEqual(['b']);
});
