import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { firstLanguage } from './first-language.model.ts';

const cases = [
  [['en-GB', 'zh-CN'], 'en'],
  [['zh-Hant-TW', 'en'], 'zh'],
  [['de', 'EN', 'zh'], 'en'],
  [['fr', 'yue', 'enm'], 'zh'],
  [[], 'zh'],
] as const;

test.each(cases)('%j: %s', (preferred, expected) => {
  expect(firstLanguage(preferred)).toBe(expected);
});

const firstPaint = readFileSync(new URL('../../public/first-paint.js', import.meta.url), 'utf8');

/** The language that the page has before its first paint. */
function painted(languages: readonly string[], chosen: string | null): string {
  const root = { lang: 'zh-CN', dataset: {} };
  runInNewContext(firstPaint, {
    document: { documentElement: root },
    localStorage: { getItem: (key: string) => (key === 'drover.language' ? chosen : null) },
    navigator: { languages },
    matchMedia: () => ({ matches: false }),
  });
  return root.lang;
}

test.each(cases)('before the first paint, %j: %s', (preferred, expected) => {
  expect(painted(preferred, null)).toBe(expected === 'en' ? 'en' : 'zh-CN');
});

test('what was chosen counts before the first paint', () => {
  expect(painted(['en'], 'zh')).toBe('zh-CN');
  expect(painted(['zh'], 'en')).toBe('en');
});
