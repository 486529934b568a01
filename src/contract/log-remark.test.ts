import { expect, test } from 'vitest';
import { remarkIn, remarkText } from './log-remark.ts';

test('a remark is read as it was written, and nothing else is one', () => {
  for (const remark of [
    { kind: 'node_lost' },
    { kind: 'left_out', count: 1, reason: null },
    { kind: 'left_out', count: 12, reason: 'storing' },
    { kind: 'left_out', count: 3, reason: 'connection' },
    { kind: 'left_out', count: 2, reason: 'node' },
  ] as const)
    expect(remarkIn(remarkText(remark))).toEqual(remark);
  expect(remarkText({ kind: 'left_out', count: 1, reason: 'node' })).toMatch(/^1 line left out: /);
  for (const text of ['3 lines left out: of boredom', 'x 3 lines left out', '3 lines', ''])
    expect(remarkIn(text)).toBeNull();
});
