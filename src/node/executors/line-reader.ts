import { cutLine, maxLineBytes } from '../line-cut.ts';
import { type TextDecoding, textDecoding } from './text-decoding.ts';

/** Lines of messages may be longer than lines of a log: an output is up to 256 KiB. */
export const maxMessageChars = 512 * 1024;

/** What `LineReader` is built with. */
export interface LineReaderOptions {
  /** A label of the Encoding Standard, such as `utf-8` or `gbk`; see `isKnownEncoding`. */
  readonly encoding: string;
  /** Lines that begin so may be 512 Ki characters long before they are cut; all others are cut at 16 KiB. */
  readonly messagePrefix: string | null;
  /** A line, without its end; `cutFrom`: it had so many characters and was cut, 0: it is whole. */
  readonly onLine: (text: string, cutFrom: number) => void;
}

/** True for an encoding that output can be read in. */
export function isKnownEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

/**
 * Turns bytes into lines, as they come, in bounded memory however long a line gets. Line ends are LF, CR LF, and a lone CR
 * (a progress display that overwrites itself). Bytes that are wrong in the encoding become U+FFFD.
 */
export class LineReader {
  readonly #decoder: TextDecoding;
  readonly #options: LineReaderOptions;
  /** The beginning of a line whose end has not come. */
  #rest = '';
  /** Characters of that line that are left out already. */
  #missing = 0;

  constructor(options: LineReaderOptions) {
    this.#options = options;
    this.#decoder = textDecoding(options.encoding);
  }

  push(bytes: Uint8Array): void {
    this.#read(this.#decoder.write(bytes));
  }

  /** No more bytes come: a line without an end is one too. */
  end(): void {
    this.#read(this.#decoder.end());
    if (this.#rest !== '' || this.#missing > 0) this.#line('');
  }

  #read(text: string): void {
    let from = 0;
    for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
      this.#line(text.slice(from, to));
      from = to + 1;
    }
    if (from < text.length) this.#keep(from === 0 ? text : text.slice(from));
  }

  /** The end of a line has come. */
  #line(last: string): void {
    if (this.#rest !== '' || this.#missing > 0) this.#keep(last);
    else this.#rest = last;
    const line = this.#rest;
    const missing = this.#missing;
    this.#rest = '';
    this.#missing = 0;
    this.#emit(line.endsWith('\r') ? line.slice(0, -1) : line, missing);
  }

  #emit(line: string, missing: number): void {
    if (line.includes('\r')) {
      const parts = line.split('\r').filter((part) => part !== '');
      for (const [index, part] of parts.entries()) this.#say(part, index === parts.length - 1 ? missing : 0);
    } else this.#say(line, missing);
  }

  #say(line: string, missing: number): void {
    const whole = missing === 0 && this.#isMessage(line);
    const shown = whole ? line : cutLine(line, missing);
    this.#options.onLine(shown, shown === line && missing === 0 ? 0 : line.length + missing);
  }

  #keep(more: string): void {
    let text = this.#rest + more;
    // What a display overwrites need not wait for a line end that may never come.
    const end = this.#missing === 0 && text.length > 1 ? text.lastIndexOf('\r', text.length - 2) : -1;
    if (end !== -1) {
      this.#emit(text.slice(0, end + 1), 0);
      text = text.slice(end + 1);
    }
    const limit = this.#isMessage(text) ? maxMessageChars : maxLineBytes;
    this.#rest = text.length > limit ? text.slice(0, limit) : text;
    this.#missing += text.length - this.#rest.length;
  }

  #isMessage(text: string): boolean {
    const prefix = this.#options.messagePrefix;
    return prefix !== null && text.startsWith(prefix);
  }
}
