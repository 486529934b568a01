/** Where a text stops being JSON. `JSON.parse` says whether; not every message of it says where. Source: RFC 8259. */
export interface JsonFault {
  /** Characters before it. */
  readonly position: number;
  readonly expected: string;
}

type State = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or }' | ', or ]' | 'end';

const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex -- JSON forbids control characters in strings
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const space = /[ \t\n\r]*/y;

/** Nesting that is taken; deeper values would exhaust the stack of what handles them. */
export const maxJsonDepth = 100;

/** The first fault in a text, or null for JSON that is nested no deeper than `maxJsonDepth`. */
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
          if (open.length === maxJsonDepth) return { position: at, expected: `no more than ${maxJsonDepth} levels` };
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
