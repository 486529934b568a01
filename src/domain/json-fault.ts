/** Where a text stops being JSON. `JSON.parse` says whether; not every message of it says where. Source: RFC 8259. */
export interface JsonFault {
  /** Characters before it. */
  readonly position: number;
  readonly expected: State | 'a whole string';
}

type State = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or }' | ', or ]' | 'end';

const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const space = /[ \t\n\r]*/y;

/** The first fault in a text; null for JSON. */
export function jsonFault(text: string): JsonFault | null {
  const open: ('{' | '[')[] = [];
  let state: State = 'value';
  let at = 0;
  const taken = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const afterValue = (): State => {
    const inside = open.at(-1);
    return inside === undefined ? 'end' : inside === '{' ? ', or }' : ', or ]';
  };
  for (;;) {
    taken(space);
    const next = text[at];
    if (next === undefined) return state === 'end' ? null : { position: at, expected: state };
    switch (state) {
      case 'value or ]':
      case 'value':
        if (next === ']' && state === 'value or ]') {
          at++;
          open.pop();
          state = afterValue();
        } else if (next === '{' || next === '[') {
          at++;
          open.push(next);
          state = next === '{' ? 'key or }' : 'value or ]';
        } else if (next === '"' ? taken(string) : taken(literal)) {
          state = afterValue();
        } else return { position: at, expected: next === '"' ? 'a whole string' : state };
        break;
      case 'key or }':
      case 'key':
        if (next === '}' && state === 'key or }') {
          at++;
          open.pop();
          state = afterValue();
        } else if (next === '"' && taken(string)) state = ':';
        else return { position: at, expected: next === '"' ? 'a whole string' : state };
        break;
      case ':':
        if (next !== ':') return { position: at, expected: state };
        at++;
        state = 'value';
        break;
      case ', or }':
      case ', or ]':
        if (next === ',') {
          at++;
          state = open.at(-1) === '{' ? 'key' : 'value';
        } else if (next === (state === ', or }' ? '}' : ']')) {
          at++;
          open.pop();
          state = afterValue();
        } else return { position: at, expected: state };
        break;
      case 'end':
        return { position: at, expected: state };
    }
  }
}

/** Where a JSON text is nested deeper than so many levels; -1 when it is not. In anything else, somewhere or -1. */
export function deeperThan(text: string, levels: number): number {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > levels) return at;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return -1;
}
