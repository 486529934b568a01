import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../contract/error-codes.ts';
import { en } from './en.ts';
import { refusalsZh } from './refusals-zh.ts';
import { languageOf, wordsIn } from './words.ts';
import { zh } from './zh.ts';

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[0]).sort();

describe('both catalogues', () => {
  test('hold the same words, none empty, with the same values', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      const other = Object.entries(zh).find(([name]) => name === key)?.[1] ?? '';
      expect(other.trim(), key).not.toBe('');
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(other), key).toEqual(placeholders(text));
    }
  });

  test('have words for every code of the API', () => {
    expect(Object.keys(refusalsZh).sort()).toEqual([...Object.keys(errorCodes), 'not_drover'].sort());
  });

  test('the Chinese one is in Chinese', () => {
    const foreign = Object.entries(zh).filter(([, text]) => !/\p{Script=Han}/u.test(text));
    expect(foreign.map(([key]) => key)).toEqual(['up_api', 'column_id']);
  });

  test('hold nothing that is never said', () => {
    const folder = join(import.meta.dirname, '..');
    const files = globSync('**/*.ts', { cwd: folder }).filter(
      (file) => !/words\/(\w+-)?(en|zh)\.ts$|\.test\.ts$/.test(file),
    );
    const code = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    // Keys of which only the beginning stands in the code.
    const built = [...code.matchAll(/`([a-z_]+_)\$\{/g)].map((match) => match[1] ?? '');
    const said = (key: string): boolean =>
      code.includes(`'${key}'`) || built.some((beginning) => key.startsWith(beginning));
    expect(Object.keys(en).filter((key) => !said(key))).toEqual([]);
  });
});

describe('wordsIn', () => {
  test('puts values in, and leaves braces of values alone', () => {
    expect(wordsIn('en')('param_form', { pair: '{name}' })).toBe('--param must be name=value, not {name}');
    expect(wordsIn('zh')('unknown_option', { name: '--x' })).toBe('未知的选项 --x');
  });
});

test('a word goes with its number', () => {
  const good = (flows: number, shops: number) =>
    wordsIn('en')('config_good', { path: 'x', flows, shops, schedules: 1 });
  expect(good(1, 0)).toBe('x is good: 1 flow, 0 shops, 1 schedule.');
  expect(good(11, 1)).toBe('x is good: 11 flows, 1 shop, 1 schedule.');
  expect(wordsIn('zh')('config_good', { path: 'x', flows: 1, shops: 2, schedules: 3 })).toBe(
    'x 没有问题：1 个流程，2 家店铺，3 个调度。',
  );
});

describe('languageOf', () => {
  test.each([
    [['runs', 'ls', '--lang', 'zh'], {}, 'zh'],
    [['--lang=zh', 'runs'], { LANG: 'en_US.UTF-8' }, 'zh'],
    [['runs', '--lang', 'en'], { LANG: 'zh_CN.UTF-8' }, 'en'],
    [['runs'], { LANG: 'zh_CN.UTF-8' }, 'zh'],
    [['runs'], { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }, 'en'],
    [['runs'], { LC_ALL: '', LC_MESSAGES: 'zh_TW' }, 'zh'],
    [['runs', '--lang'], {}, 'en'],
    [[], {}, 'en'],
  ] as const)('%j with %j is %s', (args, env, language) => {
    expect(languageOf(args, env)).toBe(language);
  });
});
