import { expect, test } from 'vitest';
import { errorHeadline, errorLine } from './error-line.ts';

test('the last line of what a program wrote, the first of any other error', () => {
  expect(errorLine({ type: 'EXIT', message: 'Traceback\n  File x\nValueError: no\n \n' })).toBe(
    'ValueError: no',
  );
  expect(errorLine({ type: 'BUSINESS', message: '\nfirst\nsecond' })).toBe('first');
  expect(errorLine({ type: 'EXIT', message: ' ' })).toBe('');
});

test('with its type', () => {
  expect(errorHeadline({ type: 'EXIT', message: 'Traceback\nValueError: no' })).toBe('EXIT: ValueError: no');
});
