import { expect, test } from 'vitest';
import { isPresent, needsOf } from './system-needs.ts';

test('a test file names its needs in a comment of its own', () => {
  expect(needsOf('// needs: python3, setpriv\nimport x;')).toEqual(['python3', 'setpriv']);
  expect(needsOf('/**\n * needs: kcat\n */')).toEqual(['kcat']);
  expect(needsOf("const text = '// needs: nothing';")).toEqual([]);
});

test('a need is present when all its programs are there and the probe succeeds', () => {
  const need = { name: 'x', packages: [], programs: ['sh'] };
  expect(isPresent(need)).toBe(true);
  expect(isPresent({ ...need, programs: ['sh', 'no-such-program-here'] })).toBe(false);
  expect(isPresent({ ...need, programs: ['no-such-program-here|sh'] })).toBe(true);
  expect(isPresent({ ...need, programs: ['no-such-program-here|nor-this-one'] })).toBe(false);
  expect(isPresent({ ...need, probe: ['-c', 'exit 0'] })).toBe(true);
  expect(isPresent({ ...need, probe: ['-c', 'exit 3'] })).toBe(false);
});
