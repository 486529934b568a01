import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOf, type Herd, type HerdNode, openHerd } from '../../../test/support/dispatch-world.ts';
import { expectSound } from '../../../test/support/herd-invariants.ts';
import type { RunEvent } from '../../contract/run-event.ts';
import { settle } from './admission.ts';
import { endRunningAttempt } from './attempts.ts';
import { requestCancel } from './cancelling.ts';
import { Work } from './work.ts';

let herd: Herd;
let node: HerdNode;
beforeEach(async () => {
  herd = openHerd();
  node = await herd.node('n1', { slots: 5 });
});
afterEach(() => herd.close());

const progress = (value: number): RunEvent => ({ kind: 'progress', attempt: 1, value, note: null });

describe('events', () => {
  it('are numbered without gap, also for notes, a flag and a transition in one command', async () => {
    const id = await herd.made();
    await node.claim();
    await herd.dispatcher.command(async (work) => {
      const run = await work.runById(id);
      if (run === undefined) return;
      await work.note(run, progress(0.1));
      await work.note(run, progress(0.2));
      await requestCancel(work, run, 'ann');
      await work.transition(run, 'returnToQueue', { node: null }, { reason: 'stopped' });
      await work.note(run, progress(0.3));
      await work.transition(run, 'withdraw', { blockedBy: run.classKey, blockedAt: work.now });
      await work.note(run, progress(0.4));
      await work.tx.releaseAll(run.seq);
    });
    const events = await herd.events(id);
    expect(events.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(events.map(({ event }) => event.kind)).toEqual([
      'state',
      'state',
      'progress',
      'progress',
      'cancel_requested',
      'state',
      'progress',
      'progress',
    ]);
    expect(events[5]?.event).toMatchObject({
      from: 'running',
      to: 'blocked',
      via: ['queued'],
      reason: 'stopped',
    });
    expect((await herd.run(id)).revision).toBe(8);
  });

  it('are one for all transitions of a run in a command, with the states between in `via`', async () => {
    const first = await herd.made();
    await node.claim();
    await herd.pass(1);
    const low = await herd.made({ priority: 1 });
    await herd.dispatcher.command(async (work) => {
      const found = [await work.runById(first), await work.runById(low)];
      const [run, waiting] = found;
      if (run === undefined || waiting === undefined) return;
      await endRunningAttempt(work, run, endOf('stopped'));
      await requestCancel(work, waiting, 'ann');
    });
    // The stopped run's room went to the one that waited, then back.
    const [submitted, changed, ...more] = await herd.events(low);
    expect(more).toEqual([]);
    expect(submitted?.event).toMatchObject({ from: null, to: 'blocked' });
    expect(changed?.event).toMatchObject({ from: 'blocked', to: 'cancelled', via: ['queued', 'blocked'] });
    await herd.dispatcher.command(settle);
    await expectSound(herd, [first, low]);
  });

  it('are published once they are durable, with the sequence numbers of the store', async () => {
    const id = await herd.made();
    const stored = await herd.events(id);
    const seen = await herd.store.write(async (tx) => {
      const work = new Work(tx, 5, herd.dispatcher.catalog, false);
      const run = await work.runById(id);
      if (run !== undefined) await work.note(run, progress(1));
      await work.finish();
      return work.effects.live;
    });
    expect(seen).toMatchObject([{ topic: 'run', runId: id, at: 5, event: progress(1) }]);
    expect(seen[0]).toMatchObject({ seq: (stored.at(-1)?.seq ?? 0) + 1 });
  });
});

describe('a transition', () => {
  it('that the table does not allow is a bug, and nothing of the command is kept', async () => {
    const id = await herd.made();
    const before = await herd.run(id);
    const wrong = herd.dispatcher.command(async (work) => {
      const run = await work.runById(id);
      if (run === undefined) return;
      await work.note(run, progress(0.5));
      await work.transition(run, 'succeed', {});
    });
    await expect(wrong).rejects.toMatchObject({ code: 'internal', kind: 'bug' });
    expect(await herd.run(id)).toEqual(before);
    expect(await herd.events(id)).toHaveLength(before.revision);
  });

  it("that comes second to another server's is refused, and may be tried again", async () => {
    const id = await herd.made();
    const late = herd.dispatcher.command(async (work) => {
      const run = await work.runById(id);
      if (run === undefined) return;
      // As another server would between our read and our write.
      await work.tx.updateRun({ ...run }, { attempt: run.attempt + 1 });
      await work.transition(run, 'cancel', { endedAt: work.now });
    });
    await expect(late).rejects.toMatchObject({ code: 'store_unavailable', retryable: true });
    expect(await herd.run(id)).toMatchObject({ state: 'queued', attempt: 0 });
  });
});

describe('a command that throws', () => {
  it('fails alone: what was committed with it stands, in its order', async () => {
    const results = await Promise.allSettled([
      herd.made({ shop: 'a' }),
      herd.dispatcher.command(async (work) => {
        const run = await work.runById('run-1');
        if (run !== undefined) await work.transition(run, 'cancel', { endedAt: work.now });
        throw new Error('on purpose');
      }),
      herd.made({ shop: 'a' }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await herd.states(['run-1', 'run-2'])).toEqual(['queued', 'blocked']);
    await expectSound(herd, ['run-1', 'run-2']);
  });
});
