import { expect, it } from 'vitest';
import { countUnread, type UnreadCounts } from './unread-copies.ts';

it('counts as many messages as came from one queue, in whatever order the copies come', () => {
  let counts: UnreadCounts = {};
  const fresh = ['a', 'b', 'b', 'a', 'a', 'c', 'b'].map((queue) => {
    const counted = countUnread(counts, queue);
    counts = counted.counts;
    return counted.fresh;
  });
  expect(fresh).toEqual([true, false, true, false, true, false, false]);
});
