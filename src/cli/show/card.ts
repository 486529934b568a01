import { plainLine, textWidth } from './text-width.ts';

/** Names and values, one a line; what is null is left out. */
export function card(lines: readonly (readonly [string, string | null])[]): string {
  const shown = lines.flatMap(([name, value]) => (value === null ? [] : [[name, plainLine(value)] as const]));
  const width = Math.max(0, ...shown.map(([name]) => textWidth(name)));
  return shown.map(([name, value]) => `${name}${' '.repeat(width - textWidth(name) + 2)}${value}`).join('\n');
}
