import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formWords } from '../../contract/form-words.ts';
import { accessSentences } from './access-sentences.ts';
import { faultPhrases } from './fault-phrases.ts';
import { healthSentences } from './health-sentences.ts';
import { intakeSentences } from './intake-sentences.ts';
import { messageSentences } from './message-sentences.ts';
import { requestSentences } from './request-sentences.ts';
import { runSentences } from './run-sentences.ts';
import { listed, phrases, said, sentences } from './said.ts';
import { scheduleSentences } from './schedule-sentences.ts';
import { shopSentences } from './shop-sentences.ts';
import { stateSentences } from './state-sentences.ts';
import { storeSentences } from './store-sentences.ts';
import { valuePhrases } from './value-phrases.ts';

const areas = [
  ...[accessSentences, requestSentences, runSentences, intakeSentences, shopSentences],
  ...[
    scheduleSentences,
    storeSentences,
    stateSentences,
    healthSentences,
    messageSentences,
    faultPhrases,
    valuePhrases,
  ],
];
const all = Object.entries(sentences);
const values = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([name]) => name).sort();
const src = join(import.meta.dirname, '../..');
const sources = globSync('**/*.ts', { cwd: src }).filter((file) => !file.endsWith('.test.ts'));
const code = sources
  .filter((file) => !/refusals[/\\][\w-]+-(sentences|phrases)\.ts$/.test(file))
  .map((file) => readFileSync(join(src, file), 'utf8'))
  .join('\n');

describe('the catalogue', () => {
  it('has every name once', () => {
    expect(areas.flatMap((area) => Object.keys(area)).sort()).toEqual(Object.keys(sentences).sort());
  });

  it('takes the same values in both languages', () => {
    for (const [key, [en, zh]] of all) expect(values(zh), key).toEqual(values(en));
  });

  it('is English first and Chinese second', () => {
    const bare = ['query_faulty', 'json_colon'];
    for (const [key, [en, zh]] of all) {
      if (key === 'cell_switch') continue; // both name the Chinese words that a cell may hold
      expect(/\p{Script=Han}/u.test(en), key).toBe(false);
      expect(/\p{Script=Han}|…/u.test(zh), key).toBe(!bare.includes(key));
    }
    for (const { en, zh } of Object.values(formWords)) {
      expect(/\p{Script=Han}/u.test(en), en).toBe(false);
      expect(/\p{Script=Han}/u.test(zh), en).toBe(true);
    }
  });

  it('has Chinese with the marks of Chinese', () => {
    for (const [key, [, zh]] of all)
      expect(zh, key).not.toMatch(/\p{Script=Han}[,:;?!.]|[,:;?!](?=\p{Script=Han})/u);
  });

  it('holds nothing that is never said', () => {
    const built = [...code.matchAll(/said\(`(\w+_)\$\{/g)].map((match) => match[1] ?? '');
    const isSaid = (key: string): boolean =>
      code.includes(`'${key}'`) || built.some((beginning) => key.startsWith(beginning));
    expect(Object.keys(sentences).filter((key) => !isSaid(key))).toEqual([]);
    expect(Object.keys(formWords).filter((key) => !code.includes(`formWords.${key}.en`))).toEqual([]);
  });
});

describe('said', () => {
  it('puts values in, those that differ by language into their own, and leaves braces of values alone', () => {
    expect(said('run_ended', { id: '{state}', state: said('run_failed') })).toEqual({
      en: 'Run {state} has ended already: failed.',
      zh: '任务 {state} 已经结束（失败）。',
    });
    expect(said('query_faulty', { faults: phrases([said('missing'), said('ends_early')]) })).toEqual({
      en: 'is missing; ends before it begins.',
      zh: '缺少此项；结束时间早于开始时间。',
    });
    expect(listed(['a', 'b'])).toEqual({ en: 'a, b', zh: 'a、b' });
  });
});

describe('the code', () => {
  it('makes no fault with a sentence of its own', () => {
    const own = sources.filter((file) => /^(domain|services|http)[/\\]/.test(file));
    const found = own.filter((file) =>
      /\{ path: [^}]*message: ['"`]/.test(readFileSync(join(src, file), 'utf8')),
    );
    expect(found).toEqual([]);
  });
});
