import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { InexactNumber, inexactIn, inexactWords, parseExact, parseKeepingDigits } from './exact-json.ts';

describe('JSON read without changing its numbers', () => {
  it('keeps a number as written exactly when a double is another', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (number) => {
        const read = parseExact(`{"id":[${number}]}`) as { id: [number | InexactNumber] };
        const [id] = read.id;
        if (id instanceof InexactNumber) {
          expect(id.text).toBe(String(number));
          expect(BigInt(Number(number))).not.toBe(number);
        } else expect(BigInt(id)).toBe(number);
      }),
    );
  });

  it('reads everything else as ever', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const read = parseExact(text);
        fc.pre(inexactIn(read) === null);
        expect(read).toEqual(JSON.parse(text));
      }),
    );
    for (const text of ['0.1234567890123456789', '-0', '1e21', '9007199254740992', '"1234567890123456789"'])
      expect(parseExact(text)).toBe(JSON.parse(text));
    expect(() => parseExact('{"a":1234567890123456789,}')).toThrow(SyntaxError);
  });

  it('finds such a number whatever stands beside it, and in strings none', () => {
    const beside = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\\"', '"1234567890123456789', '1e999', '\\'),
    );
    fc.assert(
      fc.property(
        fc.array(beside),
        fc.constantFrom('1234567890123456789', '-1e999', '12345678901234567891.0e1'),
        (texts, number) => {
          const strings = JSON.stringify(texts);
          expect(parseExact(strings)).toEqual(texts);
          const read = parseExact(`{"texts":${strings},"n":${number}}`) as { n: unknown };
          if (number.includes('.')) expect(read.n).toBe(Number(number));
          else expect(read.n).toEqual(new InexactNumber(number));
        },
      ),
    );
  });

  it('replaces such numbers and nothing else, under any key', () => {
    const text =
      '{"__proto__":1e999,"a":[1.1234567890123456789,-12345678901234567,{"a":"12345678901234567"}],"a2":5}';
    const read = parseExact(text) as { a: unknown[] };
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.entries(read)[0]).toEqual(['__proto__', new InexactNumber('1e999')]);
    expect(read.a).toEqual([
      1.1234567890123456789,
      new InexactNumber('-12345678901234567'),
      { a: '12345678901234567' },
    ]);
    expect(parseKeepingDigits('[12345678901234567,"\\u00001",{"n":-1e400}]')).toEqual([
      '12345678901234567',
      '\u00001',
      { n: '-1e400' },
    ]);
  });

  it('calls nothing for each value of a text that has one such number', () => {
    const parse = vi.spyOn(JSON, 'parse');
    try {
      expect(inexactIn(parseExact(`[${'1,'.repeat(1000)}12345678901234567]`))?.path).toEqual([1000]);
      expect(parse.mock.calls.map((given) => given.length)).toEqual([1, 1]);
    } finally {
      parse.mockRestore();
    }
  });

  it('tells numbers apart one by one only where there is such a one, and looks for none in what is no JSON', () => {
    const parse = vi.spyOn(JSON, 'parse');
    try {
      parseExact('[{"id":"1234567890123456789","n":9007199254740991}]');
      expect(parse.mock.calls.map((given) => given.length)).toEqual([1]);
    } finally {
      parse.mockRestore();
    }
    // From each quote to the end it would take minutes.
    expect(() => parseExact(`"${'\\"'.repeat(1_000_000)}1234567890123456789`)).toThrow(SyntaxError);
  });

  it('says where the first is, and what to do', () => {
    const found = inexactIn(parseExact('{"a":[1,{"b/c":1234567890123456789}],"d":1e999}'));
    expect(found?.path).toEqual(['a', 1, 'b/c']);
    expect(found && inexactWords(found.number).en).toBe(
      'is a number whose last digits would be lost (1234567890123456789): send it as text, "1234567890123456789"',
    );
    const large = inexactIn(parseExact('[-1e999]'));
    expect(large && inexactWords(large.number).en).toBe(
      'is a number that is too large (-1e999): send it as text',
    );
    expect(inexactIn(parseExact('{"a":[1,"x",null,true]}'))).toBeNull();
  });
});
