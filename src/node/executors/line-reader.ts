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
  /** Its last character is a CR. */
  #returned = false;
  /** Whether it is a message; null while it is too short to tell. */
  #message: boolean | null = null;
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
    this.#forget();
    this.#missing = 0;
    this.#emit(line.endsWith('\r') ? line.slice(0, -1) : line, missing);
  }

  #forget(): void {
    this.#rest = '';
    this.#returned = false;
    this.#message = null;
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

  /** Looks at no more than what has come: what is kept already may be long, and `given` short. */
  #keep(given: string): void {
    if (given === '') return;
    if (this.#missing > 0) {
      this.#missing += given.length;
      return;
    }
    // What a display overwrites need not wait for a line end that may never come.
    const end = given.length > 1 ? given.lastIndexOf('\r', given.length - 2) : -1;
    let more = given;
    if (end !== -1 || this.#returned) {
      this.#emit(this.#rest + given.slice(0, end + 1), 0);
      this.#forget();
      more = given.slice(end + 1);
    }
    this.#rest += more;
    this.#returned = more.endsWith('\r');
    if (this.#message === null && this.#rest.length >= (this.#options.messagePrefix ?? '').length)
      this.#message = this.#isMessage(this.#rest);
    const limit = this.#message === true ? maxMessageChars : maxLineBytes;
    if (this.#rest.length <= limit) return;
    this.#missing = this.#rest.length - limit;
    this.#rest = this.#rest.slice(0, limit);
  }

  #isMessage(text: string): boolean {
    const prefix = this.#options.messagePrefix;
    return prefix !== null && text.startsWith(prefix);
  }
}
