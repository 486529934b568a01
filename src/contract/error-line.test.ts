import { expect, test } from 'vitest';
import { errorHeadline, errorLine } from './error-line.ts';

test('the last line of what a program wrote, the first of any other error', () => {
  expect(errorLine({ type: 'EXIT', message: 'Traceback\n  File x\nValueError: no\n \n' }, 'en')).toBe(
    'ValueError: no',
  );
  expect(errorLine({ type: 'BUSINESS', message: '\nfirst\nsecond' }, 'en')).toBe('first');
  expect(errorLine({ type: 'EXIT', message: ' ' }, 'en')).toBe('');
});

test('with its type', () => {
  expect(errorHeadline({ type: 'EXIT', message: 'Traceback\nValueError: no' }, 'en')).toBe(
    'EXIT: ValueError: no',
  );
});
