import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runErrorTypes } from '../contract/error-types.ts';
import { ownWords } from '../contract/own-words.ts';
import { normalizedCause } from './error-cause.ts';

const cause = (message: string): string => normalizedCause({ type: 'PAGE_CHANGED', message });
const number = fc.oneof(
  fc.nat(),
  fc.bigInt({ min: 0n, max: 10n ** 30n }),
  fc.double({ min: 0.01, max: 1e6, noNaN: true }),
);
const runId = fc
  .array(fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'), { minLength: 19, maxLength: 19 })
  .map((letters) => `r_0${letters.join('')}`);
const hash = fc
  .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 40, maxLength: 40 })
  .map((letters) => letters.join(''));
const path = fc
  .array(fc.constantFrom('data', 'shop_1', 'a.json', 'tmp'), { minLength: 2, maxLength: 5 })
  .map((parts) => `/${parts.join('/')}`);
const url = fc.webUrl({ validSchemes: ['http', 'https'] });
const quoted = fc
  .stringMatching(/^[\w 订单]{0,12}$/)
  .chain((text) => fc.constantFrom(`"${text}"`, `'${text}'`, `「${text}」`));

/** Two messages that differ in this one value only have one cause. */
function ignores<T>(value: fc.Arbitrary<T>): void {
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(cause(`the row ${String(a)} is not there`)).toBe(cause(`the row ${String(b)} is not there`));
    }),
  );
}

describe('the cause that dead letters are grouped by', () => {
  it('ignores numbers', () => ignores(number));
  it('ignores UUIDs', () => ignores(fc.uuid()));
  it('ignores ids of runs', () => ignores(runId));
  it('ignores hashes', () => ignores(hash));
  it('ignores paths', () => ignores(path));
  it('ignores addresses', () => ignores(url));
  it('ignores quoted values', () => ignores(quoted));
  it('ignores times', () =>
    ignores(
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((at) => at.toISOString()),
    ));

  it('keeps the words and the type apart', () => {
    expect(cause('element "下单" not found on page 3')).toBe(
      'PAGE_CHANGED: element <value> not found on page <n>',
    );
    expect(cause('the shop is closed')).not.toBe(cause('the shop is locked'));
    expect(normalizedCause({ type: 'TRANSIENT', message: 'x' })).not.toBe(cause('x'));
  });

  it('of an unknown once is one for all keys, and whole, so that it is known again in Chinese', () => {
    const values = { run: 'run_01m8nck66qr0vj3vngs6', attempt: 1 };
    const causes = ['pay:7', 'reply:8'].map((key) =>
      normalizedCause({
        type: 'BUSINESS',
        message: ownWords('once_unknown', { ...values, key, argument: `"${key}"` }),
      }),
    );
    expect(new Set(causes)).toEqual(
      new Set([
        'BUSINESS: once <value>: <n> attempt <n> began it and did not say whether it happened. Look, then say it: drover once settle --happened <value> (or --not-happened), and retry this run.',
      ]),
    );
  });

  it('is that of the last line, as programs print their error last', () => {
    expect(cause('Traceback (most recent call last):\n  File "a.py", line 3\nValueError: no rows\n\n')).toBe(
      'PAGE_CHANGED: ValueError: no rows',
    );
  });

  it('is short, on one line and begins with the type, whatever the message', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...runErrorTypes),
        fc.string({ maxLength: 5000, unit: 'grapheme' }),
        (type, message) => {
          const text = normalizedCause({ type, message });
          expect(text.startsWith(`${type}: `)).toBe(true);
          expect(text.length).toBeLessThanOrEqual(type.length + 2 + 200);
          expect(text).not.toMatch(/[\r\n]/);
        },
      ),
    );
    expect(normalizedCause(null)).toBe('EXIT: unknown');
  });
});
