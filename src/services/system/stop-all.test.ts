import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOf, type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { expectSound } from '../../../test/support/herd-invariants.ts';
import { claim, endAttempt } from '../dispatch/attempts.ts';
import { stopEverything } from './stop-all.ts';

let herd: Herd;
beforeEach(() => {
  herd = openHerd();
});
afterEach(() => herd.close());

describe('stopping everything', () => {
  it('lets nothing start in the places that become free meanwhile, and leaves what is submitted later', async () => {
    const node = await herd.node('n1', { slots: 3 });
    const ids: string[] = [];
    for (let n = 0; n < 240; n++)
      ids.push(await herd.made({ shop: `${n % 30}`, ...(n % 12 === 11 ? { delayMs: 60_000 } : {}) }));
    expect(await node.claim()).toHaveLength(3);
    const started: string[] = [];
    const ended: Promise<void>[] = [];
    const classKeys = (await herd.store.write((tx) => tx.keys('pool:'))).map((key) => key.id);
    const claimant = { node: node.key, session: node.session, classKeys };
    herd.dispatcher.listen({
      // As a server does: the end of one and the claim for its slot are one transaction.
      cancel: (_node, run, attempt) => {
        const command = herd.dispatcher.command(async (work) => {
          await endAttempt(work, run, attempt, node.key, endOf('cancelled'));
          return claim(work, claimant, 1);
        });
        ended.push(command.then((runs) => void started.push(...runs.map((one) => one.id))));
      },
    });
    const stopping = stopEverything(herd.dispatcher, 'ann');
    const late = await herd.made({ shop: 'late' });
    expect(await stopping).toEqual({ cancelled: 237, stopping: 3 });
    await Promise.all(ended);
    expect(new Set(await herd.states(ids))).toEqual(new Set(['cancelled']));
    expect(started.filter((id) => id !== late)).toEqual([]);
    expect(['queued', 'running']).toContain((await herd.run(late)).state);
    expect((await herd.events(ids[200] ?? '')).at(-1)?.event).toMatchObject({
      to: 'cancelled',
      reason: 'stop-all',
    });
    await expectSound(herd, [...ids, late]);
    expect(await stopEverything(herd.dispatcher, 'ann')).toMatchObject({ stopping: started.length });
  });
});
