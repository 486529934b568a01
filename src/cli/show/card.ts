import { plainLine, plainLines, textWidth } from './text-width.ts';

const gap = 2;

/** Names and values, one a line; what is null is left out. The lines of a list stand below each other, indentation kept. */
export function card(lines: readonly (readonly [string, string | readonly string[] | null])[]): string {
  const shown = lines.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  const width = Math.max(0, ...shown.map(([name]) => textWidth(name))) + gap;
  const below = `\n${' '.repeat(width)}`;
  return shown
    .map(([name, value]) => {
      const text = typeof value === 'string' ? plainLine(value) : plainLines(value).join(below);
      return `${name}${' '.repeat(width - textWidth(name))}${text}`;
    })
    .join('\n');
}
