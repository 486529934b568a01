import { expect, test } from 'vitest';
import type { BulkJob } from '../../../../src/contract/dead-letter.ts';
import { endOf, jobSums, jobsToShow } from './bulk-jobs.model.ts';

const at = '2026-11-22T06:00:00.000Z';
const job = (id: string, more: Partial<BulkJob>): BulkJob => ({
  ...{ id, subject: 'dead_letters', action: 'archive', state: 'running', ratePerSecond: 1, total: 9 },
  ...{ done: 1, failed: 0, skipped: 0, percent: 11, faults: [], note: null, createdBy: null },
  ...{ createdAt: at, endedAt: null, ...more },
});

test('a stopped job shows until it is dismissed, and again once it was resumed', () => {
  const stopped = job('stopped', { state: 'cancelled', endedAt: at });
  const done = job('done', { state: 'done', endedAt: at });
  const jobs = [job('running', {}), job('paused', { state: 'paused' }), stopped, done];
  const shown = (seen: string[], dismissed: string[], minutes: number, of = jobs): string[] =>
    jobsToShow(of, 'dead_letters', new Set(seen), dismissed, Date.parse(at) + minutes * 60_000).map(
      ({ id }) => id,
    );
  expect(shown([], [], 1)).toEqual(['running', 'paused', 'stopped']);
  expect(shown(['done'], [endOf(stopped)], 1)).toEqual(['running', 'paused', 'done']);
  expect(shown([], [], 60)).toEqual(['running', 'paused']);
  const resumed = [{ ...stopped, state: 'running' as const, endedAt: null }];
  expect(shown([], [endOf(stopped)], 1, resumed)).toEqual(['stopped']);
  const again = [{ ...stopped, endedAt: '2026-11-22T06:00:30.000Z' }];
  expect(shown([], [endOf(stopped)], 1, again)).toEqual(['stopped']);
  const onRuns = job('on runs', { subject: 'runs', action: 'cancel' });
  expect(shown([], [], 1, [onRuns])).toEqual([]);
  expect(jobsToShow([...jobs, onRuns], 'runs', new Set(), [], Date.parse(at))).toEqual([onRuns]);
});

test('what is left is what was neither done, nor failed, nor left out', () => {
  expect(jobSums(job('a', { done: 4, failed: 2 }))).toEqual({ worked: 6, left: 3 });
  expect(jobSums(job('a', { state: 'done', done: 4, failed: 2, skipped: 3 }))).toEqual({
    worked: 9,
    left: 0,
  });
  // More were done than were counted when it was made.
  expect(jobSums(job('a', { done: 10 }))).toEqual({ worked: 10, left: 0 });
});
