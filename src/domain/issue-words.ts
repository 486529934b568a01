import type { z } from 'zod';
import type { Bilingual } from '../contract/bilingual.ts';
import { formWords } from '../contract/form-words.ts';
import { said } from './refusals/said.ts';
import { mustBeOneOf, mustBeType, mustHaveCharacters, mustHaveFormat, shownValues } from './value-words.ts';

type Issue = z.core.$ZodIssue;

const ownWords: ReadonlyMap<string, Bilingual> = new Map(
  Object.values(formWords).map((words) => [words.en, words]),
);

/**
 * What a schema finds wrong, in both languages. zod's own words say what a program expected and received; these say what a
 * person must write.
 */
export function issueWords(issue: Issue): Bilingual {
  const own = ownWords.get(issue.message);
  if (own !== undefined) return own;
  switch (issue.code) {
    case 'invalid_type':
      // The issue tells of what came in its message only.
      return issue.message.endsWith('received undefined') ? said('missing') : mustBeType(issue.expected);
    case 'invalid_value':
      return mustBeOneOf(issue.values);
    case 'too_small': {
      const count = Number(issue.minimum);
      if (issue.origin === 'string') return mustHaveCharacters(count);
      if (hasEntries(issue.origin)) return said('fewest_entries', { count });
      return said(issue.inclusive === false ? 'above' : 'not_below', { bound: String(issue.minimum) });
    }
    case 'too_big': {
      const count = Number(issue.maximum);
      if (issue.origin === 'string') return said('most_characters', { count });
      if (hasEntries(issue.origin)) return said('most_entries', { count });
      return said(issue.inclusive === false ? 'below' : 'not_above', { bound: String(issue.maximum) });
    }
    case 'not_multiple_of':
      return said('multiple_of', { divisor: issue.divisor });
    case 'invalid_format':
      return issue.format === 'regex' && issue.pattern !== undefined
        ? said('no_pattern', { pattern: issue.pattern })
        : mustHaveFormat(issue.format);
    case 'unrecognized_keys':
      return said('keys_not_known', { keys: shownValues(issue.keys) });
    case 'invalid_key':
    case 'invalid_element':
    case 'invalid_union':
    case 'custom':
      return said('not_as_required');
  }
}

const hasEntries = (origin: string): boolean => ['array', 'set', 'map', 'object', 'record'].includes(origin);
