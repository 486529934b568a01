import { expect, test } from 'vitest';
import {
  causeTitle,
  errorParts,
  letterTypes,
  objectIn,
  rates,
  rateWords,
  sensibleRate,
  stepsOf,
  typeOf,
} from './dead-letters.model.ts';
import { zh } from './words/zh.ts';

test('a cause is told without its type and placeholders', () => {
  expect(causeTitle('PAGE_CHANGED: no button <value> after <n> s', 'en')).toBe('no button … after … s');
  expect(
    causeTitle(
      'BUSINESS: once <value>: <n> attempt <n> began it and did not say whether it happened. Look, then say it: drover once settle --happened <value> (or --not-happened), and retry this run.',
      'zh',
    ),
  ).toBe(
    'once“…”：… 的第 … 次尝试开始了它，但没有说明是否完成。请查看后说明结果：drover once settle --happened …（没有完成则用 --not-happened），再重试这个任务。',
  );
  expect(causeTitle('unreadable', 'en')).toBe('unreadable');
  expect(causeTitle('EXIT: ', 'en')).toBe('EXIT: ');
});

test('a traceback shows its last line, and all of it with its indentation', () => {
  const message = 'Traceback (most recent call last):\n  File "a.py", line 3\nValueError: no such order\n';
  expect(errorParts({ type: 'EXIT', message }, 'en')).toEqual({
    line: 'ValueError: no such order',
    whole: message.trimEnd(),
  });
  expect(errorParts({ type: 'BUSINESS', message: 'sold out' }, 'en')).toEqual({
    line: 'sold out',
    whole: null,
  });
  expect(errorParts({ type: 'BUSINESS', message: 'x'.repeat(500) }, 'en').whole).toHaveLength(500);
});

test('every type has a name, a reason and each of its steps', () => {
  const words: Readonly<Record<string, string>> = zh;
  for (const type of letterTypes) {
    expect([type, words[`type.${type}`], words[`why.${type}`]]).not.toContain(undefined);
    for (const step of stepsOf(type))
      expect([type, step, words[`do.${type}.${step}`]]).not.toContain(undefined);
    expect(words[`do.${type}.${stepsOf(type).length + 1}`]).toBeUndefined();
  }
  expect(typeOf('MESSAGE')).toBe('OTHER');
});

test('a sensible rate is through within five minutes where one of those offered is', () => {
  expect(sensibleRate(1)).toBe(rates[0]);
  expect(sensibleRate(200)).toBe(1);
  expect(sensibleRate(5000)).toBe(20);
  expect(sensibleRate(1_000_000)).toBe(50);
  expect(rateWords(10 / 60)).toEqual({ key: 'rate.minute', count: 10 });
  expect(rateWords(5)).toEqual({ key: 'rate.second', count: 5 });
});

test('only a JSON object is taken', () => {
  expect(objectIn('{"a":1}')).toEqual({ ok: true, value: { a: 1 } });
  expect(objectIn('[1]').ok).toBe(false);
  expect(objectIn('{').ok).toBe(false);
});
