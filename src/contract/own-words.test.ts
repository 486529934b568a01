import { expect, test } from 'vitest';
import { ownValues, ownWords, ownWordsIn } from './own-words.ts';

test("what Drover says is told in the reader's language, what follows it stays", () => {
  const timedOut = `${ownWords('timed_out', { seconds: 30 })}\nTraceback: script not found: x`;
  expect(ownWordsIn(timedOut, 'en')).toBe('timed out after 30 s\nTraceback: script not found: x');
  expect(ownWordsIn(timedOut, 'zh')).toBe('超过 30 秒的时间限制\nTraceback: script not found: x');
});

test('every sentence is known again with its values', () => {
  for (const text of [
    ownWords('killed'),
    ownWords('no_work_folder_permission', { reason: 'EACCES: /a' }),
    ownWords('once_unknown', { key: 'a: "b"', run: 'run_1', attempt: 2, argument: `'a: "b"'` }),
    ownWords('script_not_executable', { path: '/a b.py' }),
    ownWords('named_error', { type: 'BUSINESS', message: 'no order: 5' }),
  ]) {
    expect(ownWordsIn(text, 'zh')).toMatch(/\p{Script=Han}/u);
    expect(ownWordsIn(text, 'zh')).not.toContain('{');
  }
  expect(ownWordsIn(ownWords('once_busy', { key: 'a: "b"', run: 'run_1', attempt: 2 }), 'zh')).toBe(
    'once“a: "b"”：run_1 的第 2 次尝试正在进行',
  );
  const refused = `${ownWords('script_not_executable', { path: '/a.py' })} (EACCES)`;
  expect(ownWordsIn(refused, 'zh')).toBe('节点无权执行脚本：/a.py（请 chmod +x，或写明解释器）(EACCES)');
});

test("a program's own words stay as they are", () => {
  expect(ownWordsIn('script not found: a.py', 'zh', 'EXIT')).toBe('script not found: a.py');
  expect(ownWordsIn('exit code 3', 'zh', 'EXIT')).toBe('退出码 3');
  expect(ownWordsIn('exit code of the tool', 'zh', 'EXIT')).toBe('exit code of the tool');
  expect(ownWordsIn('订单不存在', 'zh')).toBe('订单不存在');
});

test('a long line that repeats pieces of a sentence is not searched', () => {
  const line = ' imports what  does not have: . Install it ( -m pip install …)'.repeat(500);
  expect(ownWordsIn(line, 'zh')).toBe(line);
});

test('a command in a sentence stays as it is to be typed', () => {
  const text = ownWords('once_unknown', { key: 'pay:7', run: 'run_1', attempt: 2, argument: '"pay:7"' });
  expect(text).toContain('drover once settle --happened "pay:7" (or --not-happened), and retry this run');
  expect(ownWordsIn(text, 'zh')).toBe(
    'once“pay:7”：run_1 的第 2 次尝试开始了它，但没有说明是否完成。请查看后说明结果：drover once settle --happened "pay:7"（没有完成则用 --not-happened），再重试这个任务。',
  );
});

test('values of a sentence are read from a stored text', () => {
  const values = { key: 'a: "b"', run: 'run_1', attempt: 2, argument: `'a: "b"'` };
  const text = ownWords('once_unknown', values);
  expect(ownValues(`${text}\nand more`, 'once_unknown')).toEqual({ ...values, attempt: '2' });
  expect(ownValues(text, 'once_busy')).toBeNull();
  expect(ownValues('no such order', 'once_unknown')).toBeNull();
});
