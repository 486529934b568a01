/** A server that was killed and came back over several slots: what each policy does with them, and what their records say. */
import { expect, test } from 'vitest';
import type { Slot } from '../../src/contract/schedule.ts';
import { withHerd, workerFlow } from '../support/herd-process.ts';
import { until } from '../support/until.ts';

const stepMs = 1000;
const policies = ['run-latest', 'run-all', 'skip'] as const;

test('slots that came while the server was down have one record each, by their policy, and people hear of them', async () => {
  const schedules = policies.map((misfire) => ({
    ...{ name: misfire, flow: 'sync', every: '1s', overlap: 'allow', misfire, catchUpWindow: '1h' },
  }));
  // Nobody executes what they make: it is the records that count.
  await withHerd({ flows: [workerFlow('sync', { work: 0 })], schedules }, async (herd) => {
    const slotsOf = async (name: string): Promise<Slot[]> =>
      (await herd.client.scheduleSlots(name, { limit: 200 })).items.toReversed();
    const first = herd.launch('server');
    await herd.serving(first);
    await until('a slot that was served', async () => (await slotsOf('skip')).length > 0, 10_000);
    process.kill(first, 'SIGKILL');
    const downAt = Date.now();
    await until('three slots without a server', () => Date.now() >= downAt + 3.2 * stepMs, 10_000);
    const second = herd.launch('server');
    await herd.serving(second);
    const upAt = Date.now();
    for (const policy of policies) {
      const slots = await until(
        'a slot after the return',
        async () => {
          const found = await slotsOf(policy);
          return Date.parse(found.at(-1)?.at ?? '') > upAt && found;
        },
        10_000,
      );
      const steps = slots
        .slice(1)
        .map(({ at }, index) => Date.parse(at) - Date.parse(slots[index]?.at ?? ''));
      expect(new Set(steps), policy).toEqual(new Set([stepMs]));
      // Those before the last one of the look that found them; that one has come in time for its run.
      const missed = slots.filter(({ state }) => state === 'missed');
      expect(missed.length, policy).toBeGreaterThanOrEqual(2);
      const did = { 'run-latest': 'superseded', 'run-all': 'caught_up', skip: 'policy_skip' }[policy];
      expect(new Set(missed.map(({ reason }) => reason)), policy).toEqual(new Set([did]));
      const runs = policy === 'run-all' ? 1 : 0;
      expect(new Set(missed.map((slot) => slot.runs)), policy).toEqual(new Set([runs]));
      const after = slots[slots.findLastIndex(({ state }) => state === 'missed') + 1];
      expect(after, policy).toMatchObject({ state: 'ran', runs: 1 });
    }
    const trouble = await herd.client.slots({ state: ['missed'], limit: 200 });
    expect(new Set(trouble.items.map(({ scheduleId }) => scheduleId))).toEqual(new Set(policies));
  });
});
