/**
 * Text with half of a character: a surrogate of UTF-16 without its other half, as the escape `\ud800` of JSON makes it.
 * UTF-8 can't hold it: stored or handed to a program it becomes U+FFFD, and two texts become one.
 */

/**
 * Where in a value the first such text or name stands, keys and indexes, outermost first; null: nowhere. What stands in
 * several places, as an alias of YAML makes it, even within itself, is looked at once.
 */
export function brokenTextIn(value: unknown): readonly (string | number)[] | null {
  return find(value, new Set());
}

function find(value: unknown, seen: Set<object>): readonly (string | number)[] | null {
  if (typeof value === 'string') return value.isWellFormed() ? null : [];
  if (typeof value !== 'object' || value === null || seen.has(value)) return null;
  seen.add(value);
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) {
      const found = find(entry, seen);
      if (found !== null) return [index, ...found];
    }
    return null;
  }
  for (const [key, member] of Object.entries(value)) {
    if (!key.isWellFormed()) return [key.toWellFormed()];
    const found = find(member, seen);
    if (found !== null) return [key, ...found];
  }
  return null;
}
