/** Levels of objects and lists that a JSON value may have: what handles values recurses, and deeper ones exhaust its stack. */
export const maxJsonDepth = 100;
/** How it is said that a value has more. */
export const tooDeepWords = `nested deeper than ${maxJsonDepth} levels`;

/** Whether a value, as JSON gives it, is nested deeper than `maxJsonDepth`. Goes level by level, so any depth may be asked of. */
export function isTooDeep(value: unknown): boolean {
  let level = objectsIn([value]);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maxJsonDepth) return true;
    level = level.flatMap((one) => objectsIn(Object.values(one)));
  }
  return false;
}

function objectsIn(values: readonly unknown[]): object[] {
  return values.filter((value) => typeof value === 'object' && value !== null);
}
