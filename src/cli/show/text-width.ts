import { stripVTControlCharacters } from 'node:util';

/** East Asian wide and full-width characters take two columns. Source: https://www.unicode.org/reports/tr11/ */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const controls = /\p{Cc}+/gu;

/** Columns that a text takes on a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += wide.test(character) ? 2 : 1;
  return width;
}

/** Cut to at most `width` columns, with … at its end where something was cut. */
export function cutToWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const character of text) {
    const next = wide.test(character) ? 2 : 1;
    if (used + next > width - 1) break;
    cut += character;
    used += next;
  }
  return `${cut}…`;
}

/** One line without anything that would move a terminal's cursor: what others said is shown, never obeyed. */
export function plainLine(text: string): string {
  return stripVTControlCharacters(text).replace(controls, ' ').trim();
}

/** The same of several lines, whose indentation stays. */
export function plainLines(lines: readonly string[]): string[] {
  return lines.map((line) => (/^ */.exec(line)?.[0] ?? '') + plainLine(line));
}
