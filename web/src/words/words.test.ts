import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const src = new URL('..', import.meta.url).pathname;
const areas = globSync('**/words/zh.ts', { cwd: src }).map((file) => dirname(file));
const plural = /_(?:one|other)$/;

type Catalogue = Readonly<Record<string, string>>;

async function catalogue(area: string, language: 'zh' | 'en'): Promise<Catalogue> {
  const file = pathToFileURL(join(src, area, `${language}.ts`)).href;
  // The form of every catalogue: words.ts.
  const module = (await import(file)) as Readonly<Record<string, Catalogue>>;
  const found = module[language];
  if (found === undefined) throw new Error(`${file} exports no ${language}`);
  return found;
}

const valuesIn = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

/** Everything that is not a catalogue or a test, as one text. */
const program = globSync('**/*.{ts,tsx}', { cwd: src, exclude: ['**/words/*.ts', '**/*.test.ts'] })
  .map((file) => readFileSync(join(src, file), 'utf8'))
  .join('\n');
/** Heads of keys that are put together: `state.${state}`. */
const heads = [...program.matchAll(/`([\w.-]*)\$\{/g)]
  .map(([, head]) => head ?? '')
  .filter((head) => head.length > 1);

test('there are catalogues', () => {
  expect(areas.length).toBeGreaterThan(2);
});

test.each(areas)('%s: each key is there in both languages, with the same values', async (area) => {
  const [zh, en] = [await catalogue(area, 'zh'), await catalogue(area, 'en')];
  const english = Map.groupBy(Object.keys(en), (key) => (key in zh ? key : key.replace(plural, '')));
  expect([...english.keys()].sort()).toEqual(Object.keys(zh).sort());
  for (const [key, forms] of english) {
    if (!forms.includes(key)) expect([key, ...forms.sort()]).toEqual([key, `${key}_one`, `${key}_other`]);
    for (const form of forms)
      expect([form, ...valuesIn(en[form] ?? '')]).toEqual([form, ...valuesIn(zh[key] ?? '')]);
  }
});

test.each(areas)('%s: no key is without words, and none is unused', async (area) => {
  const zh = await catalogue(area, 'zh');
  const en = await catalogue(area, 'en');
  expect(Object.entries({ ...zh, ...en }).filter(([, text]) => text.trim() === '')).toEqual([]);
  const unused = Object.keys(zh).filter(
    (key) => !program.includes(`'${key}'`) && !heads.some((head) => key.startsWith(head)),
  );
  expect(unused).toEqual([]);
});

test.each(areas)('%s: no marks that the style leaves out', async (area) => {
  const zh = Object.entries(await catalogue(area, 'zh'));
  const en = Object.entries(await catalogue(area, 'en'));
  expect(zh.filter(([, text]) => /[您！]/.test(text))).toEqual([]);
  expect(en.filter(([, text]) => text.includes('!'))).toEqual([]);
  // Full-width marks between Chinese words.
  expect(zh.filter(([, text]) => /\p{Script=Han}[,;:?]|[,;:?]\p{Script=Han}/u.test(text))).toEqual([]);
});
