import type { Output } from '../environment.ts';
import { cutToWidth } from './text-width.ts';

/** One line that is rewritten in place on a terminal; elsewhere a line now and then. */
export interface StatusLine {
  /** Shows the newest state of things. */
  show(text: string): void;
  /** Prints a line of its own above the status. */
  print(text: string): void;
  /** Leaves the last state standing, or another text in its place; nothing is rewritten any more. */
  end(text?: string): void;
}

/** How often a status is printed where no terminal can rewrite it, ms. */
const plainEveryMs = 5_000;
const clear = '\r\u001b[2K';

export function createStatusLine(output: Output, now: () => number): StatusLine {
  let shown = '';
  let printedAt = Number.NEGATIVE_INFINITY;
  return {
    show: (text) => {
      if (text === shown) return;
      if (output.terminal) {
        output.write(`${clear}${cutToWidth(text, output.columns - 1)}`);
        shown = text;
      } else if (now() - printedAt >= plainEveryMs) {
        output.write(`${text}\n`);
        printedAt = now();
        shown = text;
      }
    },
    print: (text) => {
      const again = output.terminal && shown !== '' ? cutToWidth(shown, output.columns - 1) : '';
      output.write(`${again === '' ? '' : clear}${text}\n${again}`);
    },
    end: (text) => {
      if (output.terminal && shown !== '') output.write(text === undefined ? '\n' : `${clear}${text}\n`);
      else if (text !== undefined) output.write(`${text}\n`);
      shown = '';
    },
  };
}
