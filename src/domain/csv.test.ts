import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCsv, formulaSafe, parseCsv, withoutFormulaGuard } from './csv.ts';

const cells = (text: string) => parseCsv(text).map((record) => record.cells);
const cell = fc.string({
  unit: fc.constantFrom('a', '店', ',', '"', '\r', '\n', "'", '=', '-', ' ', '\t', '\u{feff}'),
  maxLength: 8,
});

describe('comma-separated values', () => {
  it('are read with quotes, doubled quotes and line ends inside of them, whatever ends the lines', () => {
    expect(cells('a,b\r\n1,"x, ""y""\nz"\n\r\n,\r2')).toEqual([
      ['a', 'b'],
      ['1', 'x, "y"\nz'],
      ['', ''],
      ['2'],
    ]);
    expect(cells('\u{feff}平台,店铺\n')).toEqual([['平台', '店铺']]);
    expect(cells('')).toEqual([]);
  });

  it('say on which line of the file each record begins', () => {
    expect(parseCsv('a\n\n"b\nc"\r\nd').map((record) => [record.line, record.cells[0]])).toEqual([
      [1, 'a'],
      [3, 'b\nc'],
      [5, 'd'],
    ]);
  });

  it('go on behind a faulty line', () => {
    expect(
      parseCsv('1,a\n4,"x"y\n5,c"d\n6,e\n2,"never closed\n3,b').map(({ line, fault, cells: [first] }) => [
        line,
        first,
        fault,
      ]),
    ).toEqual([
      [1, '1', null],
      [2, '4', 'text_after_quote'],
      [3, '5', 'quote_in_text'],
      [4, '6', null],
      [5, '2', 'unclosed_quote'],
      [6, '3', null],
    ]);
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), (records) => {
        const read = parseCsv(formatCsv(records));
        expect(read.map((record) => record.cells)).toEqual(records);
        expect(read.every((record) => record.fault === null)).toBe(true);
      }),
    );
  });

  it('never fail to be read, and lose no line', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\r', '\n'), maxLength: 40 }), (text) => {
        const lines = parseCsv(text).map((record) => record.line);
        expect(lines).toEqual([...new Set(lines)].toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('the guard against formulas', () => {
  it('lets no cell begin as one, and is taken back exactly', () => {
    fc.assert(
      fc.property(cell, (text) => {
        const safe = formulaSafe(text);
        expect(safe).not.toMatch(/^[=+\-@\t\r]/);
        expect(withoutFormulaGuard(safe)).toBe(text);
      }),
    );
  });
});
