import type { Colour, Paint } from './colours.ts';
import { cutToWidth, plainLine, textWidth } from './text-width.ts';

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly colour?: (row: Row) => Colour | null;
  /** May be cut when the table is wider than the terminal; one column at most. */
  readonly flexible?: boolean;
}

const gap = '  ';
/** A flexible column is never cut below this. */
const leastFlexible = 16;

/** A table without frames, each line ending in a line feed; `columns` is the terminal's width, null for no cutting. */
export function table<Row>(
  rows: readonly Row[],
  shape: readonly Column<Row>[],
  paint: Paint,
  columns: number | null,
): string {
  const cells = rows.map((row) => shape.map((column) => plainLine(column.text(row))));
  const widths = shape.map((column, at) =>
    Math.max(textWidth(column.title), ...cells.map((line) => textWidth(line[at] ?? ''))),
  );
  const flexible = shape.findIndex((column) => column.flexible === true);
  const total = widths.reduce((sum, width) => sum + width, 0) + gap.length * (shape.length - 1);
  if (columns !== null && flexible >= 0 && total > columns) {
    widths[flexible] = Math.max(leastFlexible, (widths[flexible] ?? 0) - (total - columns));
  }
  const line = (texts: readonly string[], colourOf: (at: number) => Colour | null): string => {
    const parts = texts.map((text, at) => {
      const cut = cutToWidth(text, widths[at] ?? 0);
      const last = at === texts.length - 1;
      const padding = last ? '' : ' '.repeat(Math.max(0, (widths[at] ?? 0) - textWidth(cut)));
      const colour = colourOf(at);
      return `${colour === null ? cut : paint(colour, cut)}${padding}`;
    });
    return `${parts.join(gap).trimEnd()}\n`;
  };
  const head = line(
    shape.map((column) => column.title),
    () => 'bold',
  );
  const body = rows.map((row, at) => line(cells[at] ?? [], (column) => shape[column]?.colour?.(row) ?? null));
  return head + body.join('');
}
