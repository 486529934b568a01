/** Colours that programs write into their output (ECMA-48 SGR). Everything else that steers a terminal is left out. */

export interface Span {
  readonly text: string;
  /** Words of classes: `fg-1`, `bg-4`, `bold`, `dim`, `underline`. */
  readonly classes: readonly string[];
  /** A colour beyond the sixteen, as CSS. */
  readonly colour: string | null;
}

// Escape sequences begin with a control character.
const sequence = /\u001b(?:\[([0-?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

interface Style {
  fg: string | null;
  bg: string | null;
  colour: string | null;
  bold: boolean;
  dim: boolean;
  underline: boolean;
}

const plain = (): Style => ({ fg: null, bg: null, colour: null, bold: false, dim: false, underline: false });

/** A line in pieces of one look each; without any escape sequence it is one piece. */
export function spansOf(line: string): readonly Span[] {
  if (!line.includes('\u001b')) return [{ text: line.replace(controls, ''), classes: [], colour: null }];
  const spans: Span[] = [];
  let style = plain();
  let at = 0;
  const add = (text: string): void => {
    const clean = text.replace(controls, '');
    if (clean !== '') spans.push({ text: clean, classes: classesOf(style), colour: style.colour });
  };
  for (const match of line.matchAll(sequence)) {
    add(line.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[2] === 'm') style = after(style, match[1] ?? '');
  }
  add(line.slice(at));
  return spans;
}

/** The line without anything that steers a terminal. */
export function plainText(line: string): string {
  return line.replace(sequence, '').replace(controls, '');
}

function classesOf({ fg, bg, bold, dim, underline }: Style): string[] {
  return [
    ...(fg === null ? [] : [fg]),
    ...(bg === null ? [] : [bg]),
    ...(bold ? ['bold'] : []),
    ...(dim ? ['dim'] : []),
    ...(underline ? ['underline'] : []),
  ];
}

function after(before: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map((code) => (code === '' ? 0 : Number(code)));
  let style = { ...before };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 0) style = plain();
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 4) style.underline = true;
    else if (code === 22) style = { ...style, bold: false, dim: false };
    else if (code === 24) style.underline = false;
    else if (code >= 30 && code <= 37) style = { ...style, fg: `fg-${code - 30}`, colour: null };
    else if (code >= 90 && code <= 97) style = { ...style, fg: `fg-${code - 90}`, colour: null };
    else if (code === 39) style = { ...style, fg: null, colour: null };
    else if (code >= 40 && code <= 47) style.bg = `bg-${code - 40}`;
    else if (code >= 100 && code <= 107) style.bg = `bg-${code - 100}`;
    else if (code === 49) style.bg = null;
    else if (code === 38 || code === 48) {
      const [colour, taken] = longColour(codes.slice(i + 1));
      if (code === 38 && colour !== null) {
        style = colour.startsWith('fg-')
          ? { ...style, fg: colour, colour: null }
          : { ...style, fg: null, colour };
      }
      i += taken;
    }
  }
  return style;
}

/** The colour behind 38 or 48, and how many codes it takes. */
function longColour(codes: readonly number[]): [string | null, number] {
  const [kind, a = 0, b = 0, c = 0] = codes;
  if (kind === 2) return [`rgb(${a} ${b} ${c})`, 4];
  if (kind !== 5) return [null, 1];
  if (a < 16) return [`fg-${a % 8}`, 2];
  if (a >= 232) {
    const grey = 8 + (a - 232) * 10;
    return [`rgb(${grey} ${grey} ${grey})`, 2];
  }
  const level = (n: number): number => (n === 0 ? 0 : 55 + n * 40);
  const cube = a - 16;
  return [`rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`, 2];
}
