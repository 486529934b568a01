/** What a page costs to open for the first time: its scripts and those that they import, as they are sent (gzip). */
import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Source: https://vite.dev/guide/backend-integration */
interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

const dist = 'web/dist';
const kilobyte = 1024;
/** The first pages that a person sees; all others are lists and editors. */
const small = /\/(?:sign-in|overview)-page\.tsx$/;
const budgets = { small: 400 * kilobyte, other: 550 * kilobyte };

// Made by the build that runs before this suite.
const chunks = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, 'utf8')) as Readonly<
  Record<string, Chunk>
>;
const pages = Object.keys(chunks).filter((name) => /^src\/pages\/.*-page\.tsx$/.test(name));

function scriptsOf(names: readonly string[], seen = new Set<string>()): Set<string> {
  for (const name of names) {
    const chunk = chunks[name];
    if (chunk === undefined || seen.has(chunk.file)) continue;
    seen.add(chunk.file);
    scriptsOf(chunk.imports ?? [], seen);
  }
  return seen;
}

function sentBytes(file: string): number {
  return statSync(`${dist}/${file}.gz`, { throwIfNoEntry: false })?.size ?? statSync(`${dist}/${file}`).size;
}

test('there are pages', () => {
  expect(pages.length).toBeGreaterThan(1);
});

test.each(pages)('%s', (page) => {
  const scripts = [...scriptsOf(['index.html', page])].filter((file) => file.endsWith('.js'));
  const bytes = scripts.reduce((sum, file) => sum + sentBytes(file), 0);
  console.log(`${page}: ${Math.round(bytes / kilobyte)} KB in ${scripts.length} files`);
  expect(bytes).toBeLessThanOrEqual(small.test(page) ? budgets.small : budgets.other);
});
