import { expect, test } from 'vitest';
import { totalsLine, totalsOf } from './totals.ts';

const empty = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

test('pending and todo tests are skipped ones', () => {
  const totals = totalsOf({
    ...empty,
    numPassedTests: 7,
    numFailedTests: 2,
    numPendingTests: 3,
    numTodoTests: 1,
  });
  expect(totals).toEqual({ passed: 7, failed: 2, skipped: 4 });
  expect(totalsLine(totals)).toBe('7 passed, 2 failed, 4 skipped');
});

test('a file that broke outside of its tests is one failure; one with a failed test is counted by its tests', () => {
  const testResults = [
    { name: 'bad-import.test.ts', status: 'failed', assertionResults: [] },
    { name: 'bad-hook.test.ts', status: 'failed', assertionResults: [{ status: 'skipped' }] },
    { name: 'one-failed.test.ts', status: 'failed', assertionResults: [{ status: 'failed' }] },
  ];
  const totals = totalsOf({
    ...empty,
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 1,
    testResults,
  });
  expect(totalsLine(totals)).toBe('5 passed, 3 failed, 1 skipped');
});
