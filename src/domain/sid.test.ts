import { expect, it } from 'vitest';
import { createSids } from './sid.ts';

it('has its parts in their places, and comes once', () => {
  const next = createSids(
    { sub: 'rpa', location: 'local', pid: 0x1abcd, host: '10.0.1.255', port: 4200 },
    () => 0x18bcfe56800,
  );
  expect(next()).toBe('rpaabcd0001@local18bcfe5680001ff422');
  expect(next()).toBe('rpaabcd0002@local18bcfe5680001ff422');
});
