import { expect, test } from 'vitest';
import { completeDefinition, definitionFaults } from './definition-faults.ts';

const around = { flows: ['sync'], calendars: [] };
const daily = { name: 'daily', flow: 'sync', cron: '5 0 * * *' };

test.each(['2027-02-30', '2027-02-30T08:00:00+08:00', '2027-02-28T24:61'])('there is no %s', (text) => {
  const faults = definitionFaults(completeDefinition({ ...daily, startAt: text }), around);
  expect(faults.map(({ path }) => path)).toEqual(['/startAt']);
});
