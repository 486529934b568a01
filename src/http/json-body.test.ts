import { expect, it, vi } from 'vitest';
import { parseJsonBody } from './json-body.ts';

const read = (text: string): unknown => parseJsonBody(Buffer.from(text));

it.each(['{"a":[{"__proto__":1}]}', '{"\\u005f_proto__":null}', '{"__proto__":1234567890123456789}'])(
  'refuses the key __proto__ wherever it stands, however it is written: %s',
  (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'malformed_json' }));
  },
);

it.each([
  ['{"dedupeKey":"k\\ud800"}', '/dedupeKey'],
  ['{"params":{"a":[{"d":"\\uDC00\\uD800"}]}}', '/params/a/0/d'],
  ['{"params":{"\\udfff":1}}', '/params/\ufffd'],
])('refuses half of a character, and says where: %s', (text, path) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({
      code: 'bad_request',
      details: { faults: [expect.objectContaining({ path })] },
    }),
  );
  expect(read('{"a":"\\ud83d\\udc11 🐑","b":"\\\\ud800"}')).toEqual({ a: '🐑 🐑', b: '\\ud800' });
});

it('takes that name and escapes in texts, and reads such a body once', () => {
  const parse = vi.spyOn(JSON, 'parse');
  try {
    expect(read('{"a":"__proto__","b":"\\u4e2d"}')).toEqual({ a: '__proto__', b: '中' });
    expect(parse).toHaveBeenCalledTimes(1);
  } finally {
    parse.mockRestore();
  }
});
