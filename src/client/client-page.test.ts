/** What docs/client.md names must be there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createClient } from './client.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/client.md'), 'utf8');
const calls = page
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .flatMap((line) => [...(line.split('|')[2] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''))
  .filter((name) => name !== 'follow');

it('names calls that there are', () => {
  const client = createClient({ url: 'http://127.0.0.1:1', token: null });
  const there: readonly string[] = Object.keys(client);
  expect(calls.length).toBeGreaterThan(30);
  expect(calls.filter((name) => !there.includes(name))).toEqual([]);
});
