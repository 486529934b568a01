/**
 * The place of a key or an index inside a place: `drover.config.ts` → `drover.config.ts flows` (where the outer place is
 * the file itself) → `… flows[2]` → `… flows[2] (sync_order).retry`. An entry of the file's flows and schedules carries its name.
 */
export function placeIn(outer: string, key: string | number, outerIsFile: boolean, value?: unknown): string {
  if (typeof key === 'number')
    return `${outer}[${key}]${/ (?:flows|schedules)$/.test(outer) ? nameLabel(value) : ''}`;
  if (outerIsFile) return `${outer} ${key}`;
  return /^[a-z_]\w*$/i.test(key) ? `${outer}.${key}` : `${outer}[${JSON.stringify(key)}]`;
}

/** The place that a path leads to in a file's value. */
export function placeOf(path: readonly (string | number)[], file: string, value: unknown): string {
  let place = file;
  let inner = value;
  for (const [depth, key] of path.entries()) {
    inner = Object.getOwnPropertyDescriptor(Object(inner), key)?.value;
    place = placeIn(place, key, depth === 0, inner);
  }
  return place;
}

/** The place that a JSON pointer leads to within another. */
export function placeAt(outer: string, pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((place, part) => placeIn(place, /^\d+$/.test(part) ? Number(part) : part, false), outer);
}

function nameLabel(value: unknown): string {
  const name: unknown =
    typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof name === 'string' && name !== '' ? ` (${name.slice(0, 64)})` : '';
}
