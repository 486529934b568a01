import { expect, test } from 'vitest';
import { type ProofRow, withResults } from './results-table.ts';

const row: ProofRow = {
  name: 'histories',
  ok: true,
  date: '2026-11-22',
  machine: 'a machine',
  elapsedMs: 61_000,
  lines: ['50,000 histories', 'a | b'],
};

test('a first result makes the page', () => {
  const page = withResults('', [row]);
  expect(page).toContain('| proof | result |');
  expect(page).toMatch(
    /\| histories \| shown \| 2026-11-22 \| 61 s \| a machine \| 50,000 histories<br>a \\\| b \|\n$/,
  );
});

test('a new result replaces its own row and leaves the rest alone', () => {
  const page = `${withResults('', [row, { ...row, name: 'idle' }])}\nText below.\n`;
  const next = withResults(page, [
    { ...row, ok: false, elapsedMs: 600_000 },
    { ...row, name: 'crash' },
  ]);
  const names = next.split('\n').flatMap((line) => /^\| (\w+) \| (?:shown|\*\*failed)/.exec(line)?.[1] ?? []);
  expect(names).toEqual(['histories', 'idle', 'crash']);
  expect(next).toContain('| histories | **failed** | 2026-11-22 | 10 min |');
  expect(next).toMatch(/\n\nText below\.\n$/);
});
