import { expect, test } from 'vitest';
import { type ProofSection, withResults } from './results-page.ts';

const result: ProofSection = {
  name: 'random-histories',
  ok: true,
  date: '2026-11-22',
  machine: 'a machine',
  elapsedMs: 61_000,
  lines: ['50,000 histories', 'in two\nlines'],
};

test('a first result makes the page', () => {
  const page = withResults('', [result]);
  expect(page).toMatch(/^# Proofs\n\nWhat `npm run prove` showed/);
  expect(page).toMatch(
    /\n\n## random-histories\n\nShown on 2026-11-22 in 61 s on a machine:\n\n- 50,000 histories\n- in two lines\n$/,
  );
});

test('a new result replaces its own section and leaves the rest alone', () => {
  const page = withResults('', [result, { ...result, name: 'idle' }]);
  const next = withResults(page, [
    { ...result, ok: false, elapsedMs: 600_000, lines: ['none'] },
    { ...result, name: 'random' },
  ]);
  expect(next.match(/^## .*$/gm)).toEqual(['## random-histories', '## idle', '## random']);
  expect(next).toContain(
    '## random-histories\n\n**Failed** on 2026-11-22 in 10 min on a machine:\n\n- none\n\n##',
  );
  expect(next.slice(next.indexOf('## idle'), next.indexOf('## random\n'))).toBe(
    `${page.slice(page.indexOf('## idle'))}\n`,
  );
});
