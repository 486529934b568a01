import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeFault } from './describe-faults.ts';
import { parseData } from './parse-data.ts';

describe('parseData', () => {
  it('reads any JSON as JSON.parse does, however it is indented', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('', ' ', '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const raw: unknown = JSON.parse(text);
        expect(parseData(text, 'json', 'c.json')).toEqual({ ok: true, raw });
      }),
    );
  });

  it('reads YAML, a mark of byte order before it, and an empty file', () => {
    expect(parseData('\uFEFFflows: []\n', 'yaml', 'c.yaml')).toEqual({ ok: true, raw: { flows: [] } });
    expect(parseData('', 'yaml', 'c.yaml')).toEqual({ ok: true, raw: {} });
  });

  it.each([
    ['json', "{'a': 1}"],
    ['json', '{"a": 1,}'],
    ['json', '{"a": 1, "a": 2}'],
    ['json', ''],
    ['yaml', 'a: 1\na: 2'],
    ['yaml', 'a: [1'],
    ['yaml', 'a: *none'],
    ['yaml', 'a: 1\n---\nb: 2'],
  ] as const)('refuses %s %j', (kind, text) => {
    expect(parseData(text, kind, 'c')).toMatchObject({ ok: false, faults: [{ code: 'syntax' }] });
  });

  it.each([
    ["a: 1\nb: 'x\nc: 2\n", "c:2: a text that begins here has no closing quote: '"],
    ['b: "x\n', 'c:1: a text that begins here has no closing quote: "'],
    ["- 'fine'\n-\n  - 'x\n", "c:3: a text that begins here has no closing quote: '"],
    ['a: []\n}}\n', 'c:2: syntax error: Unexpected flow-map-end token in YAML stream: "}"'],
  ])('tells the fault of YAML %j once, at the line where it is', (text, fault) => {
    const parsed = parseData(text, 'yaml', 'c');
    expect(parsed.ok ? [] : parsed.faults.map((one) => describeFault(one, 'en'))).toEqual([fault]);
  });
});
