/** Comma-separated values. Source: RFC 4180; besides its CRLF, a lone LF or CR ends a record too. */

/** One record with the line on which it begins (the first is 1); or what is wrong with it. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** Null: well-formed. A record that is not has the cells read so far. */
  readonly fault: CsvFault | null;
}
export type CsvFault = 'unclosed_quote' | 'text_after_quote' | 'quote_in_text';

/** Longest quoted cell, characters: beyond it the quote counts as never closed. */
const longestQuoted = 10_000;

/**
 * The records of a text, `most` at most; blank lines are none. A faulty record ends with its line, and the next line is
 * read on.
 */
export function parseCsv(text: string, most = Number.POSITIVE_INFINITY): CsvRecord[] {
  const records: CsvRecord[] = [];
  const reader = new Reader(text);
  while (records.length < most) {
    const record = reader.next();
    if (record === null) break;
    records.push(record);
  }
  return records;
}

class Reader {
  readonly #text: string;
  #at: number;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.startsWith('\u{feff}') ? 1 : 0;
  }

  /** The next record; null at the end. */
  next(): CsvRecord | null {
    while (this.#endsLine()) this.#skipLineEnd();
    if (this.#at >= this.#text.length) return null;
    const line = this.#line;
    const start = this.#at;
    const cells: string[] = [];
    for (;;) {
      const cell = this.#text[this.#at] === '"' ? this.#quoted() : this.#plain();
      if (typeof cell !== 'string') return { line, cells, fault: this.#fail(start, line, cell.fault) };
      cells.push(cell);
      if (this.#text[this.#at] !== ',') break;
      this.#at += 1;
    }
    if (this.#endsLine()) this.#skipLineEnd();
    return { line, cells, fault: null };
  }

  #plain(): string | { readonly fault: CsvFault } {
    const from = this.#at;
    while (this.#at < this.#text.length && this.#text[this.#at] !== ',' && !this.#endsLine()) {
      if (this.#text[this.#at] === '"') return { fault: 'quote_in_text' };
      this.#at += 1;
    }
    return this.#text.slice(from, this.#at);
  }

  #quoted(): string | { readonly fault: CsvFault } {
    let cell = '';
    this.#at += 1;
    for (;;) {
      const end = this.#text.indexOf('"', this.#at);
      if (end < 0 || cell.length > longestQuoted) return { fault: 'unclosed_quote' };
      cell += this.#text.slice(this.#at, end);
      this.#at = end + 1;
      if (this.#text[this.#at] !== '"') break;
      cell += '"';
      this.#at += 1;
    }
    this.#line += lineEnds(cell);
    if (this.#at < this.#text.length && this.#text[this.#at] !== ',' && !this.#endsLine())
      return { fault: 'text_after_quote' };
    return cell;
  }

  /** Goes on behind the line on which the faulty record began: a quote that is never closed must not take the rest with it. */
  #fail(start: number, line: number, fault: CsvFault): CsvFault {
    this.#at = start;
    this.#line = line;
    while (this.#at < this.#text.length && !this.#endsLine()) this.#at += 1;
    if (this.#endsLine()) this.#skipLineEnd();
    return fault;
  }

  #endsLine(): boolean {
    return this.#text[this.#at] === '\n' || this.#text[this.#at] === '\r';
  }

  #skipLineEnd(): void {
    this.#at += this.#text.startsWith('\r\n', this.#at) ? 2 : 1;
    this.#line += 1;
  }
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

/** Records as text, each ended by CRLF; a cell is quoted where it must be. */
export function formatCsv(records: readonly (readonly string[])[]): string {
  return records
    .map(
      (cells) => `${cells.map((cell, i) => formatCell(cell, cells.length === 1 && i === 0)).join(',')}\r\n`,
    )
    .join('');
}

/** A single empty cell is quoted: its line would be blank, which is no record. */
function formatCell(cell: string, alone: boolean): string {
  return /[",\r\n]/.test(cell) || cell.startsWith('\u{feff}') || (alone && cell === '')
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;
}

/** What a spreadsheet takes for a formula. Source: OWASP, "CSV Injection". */
const formula = /^'*[=+\-@\t\r]/;

/** The cell with an apostrophe before it where a spreadsheet would calculate it. */
export function formulaSafe(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

/** Takes back what `formulaSafe` did. */
export function withoutFormulaGuard(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
