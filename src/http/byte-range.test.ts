import { describe, expect, it } from 'vitest';
import { byteRange, within } from './byte-range.ts';

describe('byteRange', () => {
  it('reads one range of bytes', () => {
    expect(byteRange('bytes=0-9')).toEqual({ from: 0, to: 10 });
    expect(byteRange('bytes=5-')).toEqual({ from: 5, to: Number.MAX_SAFE_INTEGER });
    expect(byteRange('bytes=-5')).toEqual({ last: 5 });
  });

  it.each([undefined, '', 'bytes=-', 'bytes=9-1', 'bytes=0-1,5-6', 'lines=0-1', 'bytes=a-b'])(
    'ignores %s',
    (header) => {
      expect(byteRange(header)).toBeNull();
    },
  );

  it('is cut to what there is', () => {
    expect(within({ from: 5, to: 100 }, 10)).toEqual({ from: 5, to: 10 });
    expect(within({ last: 100 }, 10)).toEqual({ from: 0, to: 10 });
    for (const range of [{ from: 10, to: 11 }, { last: 0 }])
      expect(() => within(range, 10)).toThrow(expect.objectContaining({ code: 'range_not_satisfiable' }));
    expect(() => within({ last: 5 }, 0)).toThrow(expect.objectContaining({ code: 'range_not_satisfiable' }));
  });
});
