import { expect, test } from 'vitest';
import { messageIn, toldIn } from './told.model.ts';

test.each([
  ['已跳过:调度处于暂停状态(双十一)。', '已跳过：调度处于暂停状态（双十一）。'],
  ['没有流程“sync_order”。', '没有流程「sync_order」。'],
  ['错过了,未补跑:按调度设置不补(misfire: skip)。', '错过了，未补跑：按调度设置不补（misfire: skip）。'],
  ['范围“22-5”前大后小:例如“22-23,0-5”', '范围「22-5」前大后小：例如「22-23,0-5」'],
  ['上一次运行(run_1)尚未结束; 星期六 00:10', '上一次运行（run_1）尚未结束；星期六 00:10'],
])('%s', (zh, shown) => {
  expect(toldIn({ zh, en: 'x, (y)' }, 'zh')).toBe(shown);
});

test('a message is told in the language in force, where the server has it', () => {
  const words = { zh: '没有任务“run_1”。', en: 'There is no run "run_1".' };
  expect(messageIn({ message: words.en, words }, 'zh')).toBe('没有任务「run_1」。');
  expect(messageIn({ message: words.en, words }, 'en')).toBe(words.en);
  expect(messageIn({ message: words.en, words: null }, 'zh')).toBe(words.en);
  expect(messageIn({ message: words.en }, 'zh')).toBe(words.en);
});

test('English stays as it is', () => {
  expect(toldIn({ zh: '一,二', en: 'one, (two)' }, 'en')).toBe('one, (two)');
});
