import type { z } from 'zod';
import type { Bilingual } from '../contract/bilingual.ts';
import { formWords } from '../contract/form-words.ts';
import { mustBeOneOf, mustBeType, mustHaveFormat, mustHaveLength, shownValue } from './value-words.ts';

type Issue = z.core.$ZodIssue;

const chineseOf: ReadonlyMap<string, string> = new Map(
  Object.values(formWords).map(({ en, zh }) => [en, zh]),
);

/**
 * What a schema finds wrong, in both languages: the English as the schema says it. The locale of zod says what a program
 * expected and received; this says what a person must write.
 */
export function issueWords(issue: Issue): Bilingual {
  return { en: issue.message, zh: chineseOf.get(issue.message) ?? chinese(issue) };
}

function chinese(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      // The issue tells of what came in its message only.
      if (issue.message.endsWith('received undefined')) return '缺少此项';
      return mustBeType(issue.expected);
    case 'invalid_value':
      return mustBeOneOf(issue.values);
    case 'too_small':
      return (
        sized(issue.origin, Number(issue.minimum), '至少') ??
        `必须${issue.inclusive === false ? '大于' : '不小于'} ${issue.minimum}`
      );
    case 'too_big':
      return (
        sized(issue.origin, Number(issue.maximum), '最多') ??
        `必须${issue.inclusive === false ? '小于' : '不大于'} ${issue.maximum}`
      );
    case 'not_multiple_of':
      return `必须是 ${issue.divisor} 的倍数`;
    case 'invalid_format':
      if (issue.format === 'regex') return `格式不对，必须符合 ${issue.pattern ?? '要求'}`;
      return mustHaveFormat(issue.format);
    case 'unrecognized_keys':
      return `不支持${issue.keys.map(shownValue).join('、')}`;
    case 'invalid_key':
    case 'invalid_element':
    case 'invalid_union':
    case 'custom':
      return '不符合要求';
  }
}

function sized(origin: string, bound: number, word: '至少' | '最多'): string | null {
  if (origin === 'string') return mustHaveLength(word, bound);
  if (['array', 'set', 'map', 'object', 'record'].includes(origin)) return `${word} ${bound} 项`;
  return null;
}
