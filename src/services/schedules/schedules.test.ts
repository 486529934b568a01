import { afterEach, beforeEach, expect, it } from 'vitest';
import { flowNamed } from '../../../test/support/dispatch-world.ts';
import { type ScheduleWorld, scheduleWorld } from '../../../test/support/schedule-world.ts';

const params = {
  type: 'object',
  properties: { date: { type: 'string', format: 'date' } },
  additionalProperties: false,
};
const daily = { name: 'daily', flow: 'dated', cron: '0 9 * * *' };

let world: ScheduleWorld;
beforeEach(() => {
  world = scheduleWorld({ flows: [flowNamed('dated', { params })] });
});
afterEach(() => world.close());

it('takes no parameters that never fit the flow, new or changed', async () => {
  const { schedules } = await world.serve([]);
  const refused = (path: string) => ({ code: 'invalid_params', details: { faults: [{ path }] } });
  const create = (given: Record<string, string>) => schedules.create({ ...daily, params: given }, null);
  await expect(create({ date: '{slot.time}' })).rejects.toMatchObject(refused('/params/date'));
  await expect(create({ dat: 'x' })).rejects.toMatchObject(refused('/params/dat'));
  await expect(create({ date: '{slot.prevDay}' })).resolves.toMatchObject({ id: 'daily' });
  await expect(schedules.put({ ...daily, params: { date: '{slot.prevDay' } })).rejects.toMatchObject(
    refused('/params/date'),
  );
});

it('shows no fires from a day that there is not', async () => {
  const { schedules } = await world.serve([]);
  expect(() => schedules.preview({ cron: '0 9 * * *', count: 1, startAt: '2027-02-30' })).toThrow(/startAt/);
});
