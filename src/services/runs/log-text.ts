import type { LogStream } from '../../contract/link.ts';

const marks: Readonly<Record<LogStream, string>> = { out: '', err: '[stderr] ', sys: '[drover] ' };
const newline = 0x0a;
const minuteMs = 60_000;

/** Renders stored log lines (`[ms, stream, text]` each) as `HH:MM:SS.mmm text`, stderr and our own words marked. */
export class LogText {
  readonly #format: Intl.DateTimeFormat;
  #minute = Number.NaN;
  #prefix = '';

  /** `timezone`: the IANA zone of the times. */
  constructor(timezone: string) {
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  }

  /** Whole lines of the blob as text. A line that is not ours is passed on as it is. */
  render(bytes: Uint8Array): string {
    let text = '';
    for (const line of Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      .toString('utf8')
      .split('\n')) {
      if (line !== '') text += `${this.#line(line)}\n`;
    }
    return text;
  }

  #line(line: string): string {
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch {
      return line;
    }
    if (!Array.isArray(parsed)) return line;
    const fields: readonly unknown[] = parsed;
    const [at, stream, text] = fields;
    if (typeof at !== 'number' || typeof text !== 'string') return line;
    const mark = stream === 'err' || stream === 'sys' ? marks[stream] : '';
    return `${this.#time(at)} ${mark}${text}`;
  }

  #time(at: number): string {
    const minute = Math.floor(at / minuteMs);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#prefix = this.#format.format(minute * minuteMs);
    }
    // Zones differ from UTC by whole minutes.
    const ms = at - minute * minuteMs;
    const seconds = Math.floor(ms / 1000);
    return `${this.#prefix}:${String(seconds).padStart(2, '0')}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;
  }
}

/** Length of the part of `bytes` that consists of whole lines. */
export function wholeLines(bytes: Uint8Array): number {
  return bytes.lastIndexOf(newline) + 1;
}
