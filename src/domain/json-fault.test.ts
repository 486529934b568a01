import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deeperThan, jsonFault } from './json-fault.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('jsonFault', () => {
  it('finds none in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 8 }),
        fc.constantFrom(undefined, 2),
        (value, indent) => jsonFault(JSON.stringify(value, null, indent)) === null,
      ),
    );
  });

  it('agrees with JSON.parse on JSON with one character changed', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5 }),
        fc.nat(),
        fc.constantFrom('', '"', ',', '}', ']', '{', ':', 'x', '0', '\\', '\n', ' '),
        (value, where, character) => {
          const text = JSON.stringify(value);
          const at = where % text.length;
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          expect(jsonFault(changed) === null, changed).toBe(isJson(changed));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['', 0, 'value'],
    ['{', 1, 'key or }'],
    ['{"a"', 4, ':'],
    ['{"a":1', 6, ', or }'],
    ['[1,', 3, 'value'],
    ['[1 2]', 3, ', or ]'],
    ['{"a":1,}', 7, 'key'],
    ['1 2', 2, 'end'],
    ['"a\nb"', 0, 'a whole string'],
    ['nul', 0, 'value'],
  ])('says where and what: %j', (text, position, expected) => {
    expect(jsonFault(text)).toEqual({ position, expected });
  });

  it('takes strings and lists as long as a body may be', () => {
    const size = 4 * 1024 * 1024;
    for (const text of [
      `"${'x'.repeat(size)}"`,
      `"${'\\n'.repeat(size / 2)}"`,
      `[${'1,'.repeat(size / 2)}1]`,
      ' '.repeat(size) + '1',
    ]) {
      expect(jsonFault(text)).toBeNull();
    }
    expect(jsonFault(`"${'x'.repeat(size)}`)?.position).toBe(0);
  });

  it('does not mind depth', () => {
    expect(jsonFault('['.repeat(1_000_000))).toEqual({ position: 1_000_000, expected: 'value or ]' });
  });
});

it('deeperThan finds the bracket that is too many, and none in strings', () => {
  expect(deeperThan('[[[1]]]', 3)).toBe(-1);
  expect(deeperThan('[[[1]]]', 2)).toBe(2);
  expect(deeperThan('{"a":{"[[[[":"{{{{\\"[[["}}', 2)).toBe(-1);
  expect(deeperThan('[[],[],[],[[]]]', 2)).toBe(11);
});
