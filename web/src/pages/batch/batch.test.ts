import { expect, it } from 'vitest';
import { batchParts, batchSums } from './batch.model.ts';

const none = {
  scheduled: 0,
  blocked: 0,
  queued: 0,
  running: 0,
  retrying: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  expired: 0,
};

it("a batch's bar has the states that occur, what is over first", () => {
  const counts = { ...none, running: 2, succeeded: 5, failed: 2, expired: 1 };
  expect(batchParts({ counts, total: 10 })).toEqual([
    { state: 'succeeded', count: 5, width: 0.5 },
    { state: 'failed', count: 2, width: 0.2 },
    { state: 'expired', count: 1, width: 0.1 },
    { state: 'running', count: 2, width: 0.2 },
  ]);
  expect(batchSums({ counts })).toEqual({ ended: 8, failed: 3 });
  expect(batchParts({ counts: none, total: 0 })).toEqual([]);
});
