import { expect, test } from 'vitest';
import { makerWords } from './maker-words.ts';

test('the makers of its own have words, names of tokens stay', () => {
  expect(makerWords('command line')).toEqual({ en: 'command line', zh: '命令行' });
  expect(makerWords('administrator').zh).toBe('管理员');
  expect(makerWords('schedule daily')).toEqual({ en: 'schedule daily', zh: '调度 daily' });
  for (const name of ['ann', 'constructor', 'schedule'])
    expect(makerWords(name)).toEqual({ en: name, zh: name });
});
