/** What the command palette offers for what was typed: rules without effects. */

export type PaletteGroup = 'pages' | 'actions' | 'runs' | 'shops' | 'flows' | 'nodes';

export interface PaletteEntry {
  readonly id: string;
  readonly group: PaletteGroup;
  readonly label: string;
  /** Grey, behind the label. */
  readonly hint?: string;
  /** Also found by these. */
  readonly also?: readonly string[];
}

/** How well the words fit: 0 not at all, more is better. Every word typed must be found. */
export function fit(entry: PaletteEntry, typed: string): number {
  const words = typed
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const texts = [entry.label, entry.hint ?? '', ...(entry.also ?? [])].map((text) => text.toLowerCase());
  let total = 1;
  for (const word of words) {
    const best = Math.max(
      ...texts.map((text) =>
        text.startsWith(word)
          ? 3
          : text.split(/[\s/_-]/).some((part) => part.startsWith(word))
            ? 2
            : text.includes(word)
              ? 1
              : 0,
      ),
    );
    if (best === 0) return 0;
    total += best;
  }
  return total;
}

const order: readonly PaletteGroup[] = ['runs', 'shops', 'flows', 'nodes', 'pages', 'actions'];

/** What fits, group by group, the best first; what the server found is shown as it came. */
export function offered<Entry extends PaletteEntry>(
  local: readonly Entry[],
  found: readonly Entry[],
  typed: string,
): Entry[] {
  const fitting = local
    .map((entry, index) => ({ entry, index, score: fit(entry, typed) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ entry }) => entry);
  const all = [...found, ...fitting];
  return order.flatMap((group) => all.filter((entry) => entry.group === group));
}
