import { expect, test } from 'vitest';
import { localUrl } from './local-url.ts';

test('a server is reached where it listens, and on loopback when it listens everywhere', () => {
  expect(localUrl('127.0.0.1', 4200)).toBe('http://127.0.0.1:4200');
  expect(localUrl('10.1.2.3', 80)).toBe('http://10.1.2.3:80');
  expect(localUrl('0.0.0.0', 4200)).toBe('http://127.0.0.1:4200');
  expect(localUrl('::', 4200)).toBe('http://[::1]:4200');
  expect(localUrl('fd00::7', 4200)).toBe('http://[fd00::7]:4200');
});
