import { expect, test } from 'vitest';
import { machineUse, processorTimes } from './machine-use.ts';

const stat = (line: string): string => `${line}\ncpu0 1 1 1 1 1 1 1 1 0 0\nintr 1\n`;

test('of all that happened between two looks, what was used, idle and stolen', () => {
  const before = processorTimes(stat('cpu  100 10 50 1000 10 5 5 20 0 0'));
  expect(before).toEqual({ used: 170, idle: 1010, stolen: 20 });
  const after = processorTimes(stat('cpu  140 10 60 1040 10 5 5 30 0 0'));
  expect(machineUse(before, after)).toBe(
    'Processors: 50 % used, 40 % idle, 10 % taken by other machines on this host.',
  );
});

test('nothing is said where nothing is told', () => {
  expect(processorTimes('no processors here')).toBeNull();
  expect(machineUse(null, processorTimes(stat('cpu  1 1 1 1 1 1 1 1 0 0')))).toBeNull();
  const same = processorTimes(stat('cpu  1 1 1 1 1 1 1 1 0 0'));
  expect(machineUse(same, same)).toBeNull();
});
