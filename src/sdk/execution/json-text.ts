import { maxJsonDepth, tooDeepWords } from '../../contract/json-depth.ts';

/**
 * A value as JSON, exactly: undefined for undefined; throws a TypeError that names the place of anything that JSON can't
 * give back as it was (a Date, a Map, a function, NaN, a cycle), and a RangeError for one that is nested deeper than
 * `maxJsonDepth`. Properties that are undefined are left out.
 */
export function exactJson(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const found = inexact(value, '', []);
  if (found !== null) throw new TypeError(`JSON can't hold ${found}`);
  return JSON.stringify(value);
}

function inexact(value: unknown, place: string, parents: readonly object[]): string | null {
  const at = place === '' ? '' : ` (at ${place})`;
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return null;
    case 'number':
      return Number.isFinite(value) ? null : `${value}${at}`;
    case 'bigint':
    case 'symbol':
    case 'function':
      return `a ${typeof value}${at}`;
    case 'object':
      break;
  }
  if (value === null) return null;
  if (parents.includes(value)) return `a cycle${at}`;
  if (parents.length >= maxJsonDepth) throw new RangeError(`it is ${tooDeepWords}`);
  const inside = [...parents, value];
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) {
      const found =
        one === undefined ? `undefined (at ${place}[${index}])` : inexact(one, `${place}[${index}]`, inside);
      if (found !== null) return found;
    }
    return null;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object of another realm has another Object.prototype, which has no prototype itself.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    return `a ${value.constructor.name}${at}`;
  for (const [key, one] of Object.entries(value)) {
    const found = inexact(one, place === '' ? key : `${place}.${key}`, inside);
    if (found !== null) return found;
  }
  return null;
}
