import { expect, test } from 'vitest';
import type { Run } from '../../../src/contract/run.ts';
import {
  pagesAfter,
  type RunEvent,
  refreshedBy,
  refreshedByAlert,
  refreshedByChange,
  runAfter,
} from './live-fold.model.ts';
import { queryKeys } from './query-keys.ts';

const at = '2026-11-22T06:32:08.000Z';
const run: Run = {
  ...{ id: 'r1', flow: 'sync', flowHash: null, platform: 'pdd', shopId: '1', state: 'queued', code: null },
  ...{
    error: null,
    priority: 5,
    params: {},
    output: null,
    progress: null,
    tags: [],
    attempt: 0,
    failures: 0,
  },
  ...{
    maxRetries: 3,
    dedupeKey: null,
    source: 'api',
    createdBy: null,
    createdAt: at,
    dueAt: at,
    queuedAt: at,
  },
  ...{ startedAt: null, endedAt: null, expiresAt: null, timeoutSeconds: 60, blockedBy: null, nodeId: null },
  ...{
    batchId: null,
    retryOf: null,
    retriedAs: null,
    scheduleId: null,
    slotAt: null,
    cancelRequestedAt: null,
  },
};
const of = { runId: 'r1', flow: 'sync', platform: 'pdd', shopId: '1' };

function became(to: Run['state'], attempt: number, more: object = {}): RunEvent {
  const data = { ...of, from: 'queued' as const, to, attempt, at, code: null, error: null, ...more };
  return { id: '1', event: 'state', data };
}

test('a start, progress and the end change a run in place', () => {
  const running = runAfter(run, became('running', 1));
  expect(running).toMatchObject({ state: 'running', attempt: 1, startedAt: at, endedAt: null });
  const half = runAfter(running, {
    id: '2',
    event: 'progress',
    data: { ...of, attempt: 1, at, value: 0.5, note: '5 of 10' },
  });
  expect(half.progress).toEqual({ value: 0.5, note: '5 of 10' });
  const error = { type: 'EXIT', message: 'no' };
  expect(runAfter(half, became('failed', 1, { code: 1, error }))).toMatchObject({
    state: 'failed',
    code: 1,
    error,
    endedAt: at,
  });
});

test('what is older than the run, or of another life, changes nothing', () => {
  const running = { ...run, state: 'running' as const, attempt: 2 };
  expect(runAfter(running, became('running', 1))).toBe(running);
  const ended = { ...run, state: 'succeeded' as const, attempt: 1 };
  expect(runAfter(ended, became('running', 1))).toBe(ended);
  expect(
    runAfter(run, { id: '2', event: 'progress', data: { ...of, attempt: 0, at, value: 1, note: null } }),
  ).toBe(run);
});

test('a waiting run names its blocker, and why', () => {
  expect(
    runAfter(run, became('blocked', 0, { blockedBy: 'shop:pdd:1', reason: 'paused' })).blockedBy,
  ).toEqual({
    key: 'shop:pdd:1',
    kind: 'shop',
    reason: 'paused',
    note: null,
  });
  expect(runAfter(run, became('blocked', 0, { blockedBy: 'custom' })).blockedBy?.kind).toBe('limit');
});

test('pages without one of the runs stay the same objects', () => {
  const pages = {
    pages: [
      { items: [run], nextCursor: 'c' },
      { items: [{ ...run, id: 'r2' }], nextCursor: null },
    ],
    pageParams: [null, 'c'],
  };
  const after = pagesAfter(pages, new Map([['r1', [became('running', 1)]]]));
  expect(after.pages[0]?.items[0]?.state).toBe('running');
  expect(after.pages[1]).toBe(pages.pages[1]);
  expect(pagesAfter(pages, new Map([['r9', [became('running', 1)]]]))).toBe(pages);
});

test('what an event has read anew is named as the keys of what is read begin', () => {
  const firstWords = (keys: unknown): unknown[] => {
    // Whatever a key is made for, its first word is the same.
    if (typeof keys === 'function') return firstWords((keys as (of: string) => unknown)(''));
    if (Array.isArray(keys)) return [keys[0]];
    return Object.values(keys as object).flatMap(firstWords);
  };
  const known = new Set(firstWords(queryKeys));
  const named = [refreshedBy, refreshedByAlert, refreshedByChange].flatMap((words) =>
    Object.values(words).flat(),
  );
  expect(named.filter((word) => !known.has(word))).toEqual([]);
  expect(refreshedByAlert.alarm).toContain(queryKeys.broker[0]);
});
