/** Which rows are selected, with ranges: rules without effects. */

export interface Selection {
  readonly keys: ReadonlySet<string>;
  /** Where a range starts: the row that was clicked last. */
  readonly anchor: string | null;
}

export const nothingSelected: Selection = { keys: new Set(), anchor: null };

/** After a click on a row's box; with `range`, from the row clicked before to this one, in the order shown. */
export function toggled(
  selection: Selection,
  key: string,
  range: boolean,
  shown: readonly string[],
): Selection {
  const keys = new Set(selection.keys);
  const from = selection.anchor === null ? -1 : shown.indexOf(selection.anchor);
  const to = shown.indexOf(key);
  if (range && from >= 0 && to >= 0) {
    const selects = !keys.has(key);
    for (const one of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      if (selects) keys.add(one);
      else keys.delete(one);
    }
  } else if (!keys.delete(key)) keys.add(key);
  return { keys, anchor: key };
}

/** All that are shown, or none of them when all are selected. */
export function toggledAll(selection: Selection, shown: readonly string[]): Selection {
  const all = shown.length > 0 && shown.every((key) => selection.keys.has(key));
  return { keys: all ? new Set() : new Set(shown), anchor: null };
}
