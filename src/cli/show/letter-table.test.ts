import { expect, it } from 'vitest';
import { wordsIn } from '../words/words.ts';
import { causeText } from './letter-table.ts';

const group = {
  cause: 'MESSAGE: run <value> already does this job',
  words: {
    en: 'MESSAGE: run <value> already does this job',
    zh: 'MESSAGE: 任务<value>已经在做这件事',
  },
};

it('a cause is shown as --cause takes it, with what it says in Chinese', () => {
  expect(causeText(group, wordsIn('zh'), 'zh')).toBe(
    'MESSAGE: run <value> already does this job（意思是：任务<value>已经在做这件事）',
  );
  expect(causeText(group, wordsIn('en'), 'en')).toBe(group.cause);
  expect(causeText({ cause: 'EXIT: exit <n>' }, wordsIn('zh'), 'zh')).toBe('EXIT: exit <n>');
});
