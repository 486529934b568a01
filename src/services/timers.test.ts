import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Herd, openHerd } from '../../test/support/dispatch-world.ts';
import { openSqliteStore } from '../adapters/store-sqlite/sqlite-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { Store } from '../ports/store.ts';
import { createTimers, type Timers } from './timers.ts';

let herd: Herd;
let timers: Timers;
let down: boolean;
let commands: number;
let errors: string[];

beforeEach(async () => {
  const store = openSqliteStore({ path: ':memory:' });
  down = false;
  commands = 0;
  errors = [];
  const wrapped: Store = {
    history: store.history,
    refusal: () => store.refusal(),
    statements: () => store.statements(),
    close: () => store.close(),
    write: (command) => {
      commands += 1;
      return down ? Promise.reject(new Error('down')) : store.write(command);
    },
  };
  const silent = () => undefined;
  const logger: Logger = {
    debug: silent,
    info: silent,
    warn: silent,
    error: (_f, text) => void errors.push(text),
  };
  herd = openHerd({ store: wrapped });
  await herd.node('n1');
  timers = createTimers(herd.dispatcher, herd.clock, logger);
  await timers.start();
});
afterEach(async () => {
  timers.stop();
  await herd.close();
});

/** Lets time pass, and what the timers began come to its end. */
async function passes(ms: number): Promise<void> {
  await herd.clock.advance(ms);
  for (let n = 0; n < 5; n += 1) await herd.clock.settle();
}

describe('timers', () => {
  it('handle a run at its due time, not before, though it was submitted after the start', async () => {
    const id = await herd.made({ delayMs: 100_000 });
    await passes(99_999);
    expect(await herd.states([id])).toEqual(['scheduled']);
    await passes(1);
    expect(await herd.states([id])).toEqual(['queued']);
  });

  it('take the nearer of two due times, whichever came first', async () => {
    const late = await herd.made({ delayMs: 20_000, shop: '1' });
    const early = await herd.made({ delayMs: 5000, shop: '2' });
    await passes(5000);
    expect(await herd.states([late, early])).toEqual(['scheduled', 'queued']);
    await passes(15_000);
    expect(await herd.states([late, early])).toEqual(['queued', 'queued']);
  });

  it('find what became due while no server ran', async () => {
    const id = await herd.made({ delayMs: 1000 });
    timers.stop();
    await passes(60_000);
    expect(await herd.states([id])).toEqual(['scheduled']);
    await createTimers(herd.dispatcher, herd.clock, silentLogger).start();
    expect(await herd.states([id])).toEqual(['queued']);
  });

  it('ask the store nothing while nothing is due', async () => {
    await herd.made({ delayMs: 3_600_000 });
    await passes(1);
    const before = herd.store.statements();
    await passes(3_000_000);
    expect(herd.store.statements()).toBe(before);
  });

  it('notice within 30 s that the clock has jumped ahead', async () => {
    const id = await herd.made({ delayMs: 3_600_000 });
    herd.clock.jump(3_600_000);
    await passes(30_000);
    expect(await herd.states([id])).toEqual(['queued']);
  });

  it('wait as long as it takes when the clock jumps back', async () => {
    const id = await herd.made({ delayMs: 10_000 });
    herd.clock.jump(-60_000);
    await passes(69_000);
    expect(await herd.states([id])).toEqual(['scheduled']);
    await passes(1000);
    expect(await herd.states([id])).toEqual(['queued']);
  });

  it('end the delay of a retry by uptime when the clock is set back meanwhile, and of several each in its time', async () => {
    const node = await herd.node('n2', { slots: 2 });
    const ids = [await herd.made({ shop: '1' }), await herd.made({ shop: '2' })];
    await node.claim();
    await node.end(ids[0] ?? '', 'failed');
    await passes(3000);
    await node.end(ids[1] ?? '', 'failed');
    expect(await herd.states(ids)).toEqual(['retrying', 'retrying']);
    herd.clock.jump(-3_600_000);
    await passes(26_999);
    expect(await herd.states(ids)).toEqual(['retrying', 'retrying']);
    await passes(1);
    expect(await herd.states(ids)).toEqual(['queued', 'retrying']);
    await passes(3000);
    expect(await herd.states(ids)).toEqual(['queued', 'queued']);
    await node.claim();
    await passes(1000);
    herd.clock.jump(-3_600_000);
    await node.end(ids[0] ?? '');
    const run = await herd.run(ids[0] ?? '');
    expect(run.state).toBe('succeeded');
    expect(run.endedAt).toBe(run.startedAt);
  });

  it('set the due time of a retry to when it will be, within 30 s of a clock set back', async () => {
    const node = await herd.node('n2', { slots: 1 });
    const id = await herd.made();
    await node.claim();
    await node.end(id, 'failed');
    await passes(30_000);
    await node.claim();
    await node.end(id, 'failed');
    await passes(10_000);
    const before = await herd.run(id);
    expect(before.dueAt - herd.clock.now()).toBe(50_000);
    herd.clock.jump(-3_600_000);
    await passes(20_000);
    const { state, dueAt, wakeAt } = await herd.run(id);
    expect([state, dueAt - herd.clock.now(), wakeAt]).toEqual(['retrying', 30_000, dueAt]);
    await passes(29_999);
    expect(await herd.states([id])).toEqual(['retrying']);
    await passes(1);
    expect(await herd.states([id])).toEqual(['queued']);
  });

  it('let a retry whose delay is over by uptime alone wait no longer than others for its due time', async () => {
    const node = await herd.node('n2', { slots: 1 });
    const id = await herd.made();
    await node.claim();
    await node.end(id, 'failed');
    herd.clock.jump(-3_600_000);
    await passes(30_000);
    const { state, dueAt } = await herd.run(id);
    expect([state, dueAt]).toEqual(['queued', herd.clock.now()]);
  });

  it('try again, each time later, while the store is away; then catch up', async () => {
    const id = await herd.made({ delayMs: 1000 });
    down = true;
    await passes(1000 + 60_000);
    expect(errors.length).toBeGreaterThanOrEqual(6);
    expect(errors.length).toBeLessThanOrEqual(9);
    down = false;
    await passes(15_000);
    expect(await herd.states([id])).toEqual(['queued']);
  });

  it('handle more than one batch at once', async () => {
    for (let n = 0; n < 600; n += 1) await herd.made({ shop: null, delayMs: 1000 });
    await passes(1000);
    await expect.poll(async () => (await herd.store.history.liveCounts()).scheduled).toBeUndefined();
  });

  it('handle retries that are over at once, as after a sleep of the machine, in several transactions', async () => {
    const node = await herd.node('n2', { slots: 600 });
    const ids: string[] = [];
    for (let n = 0; n < 600; n += 1) ids.push(await herd.made({ shop: null }));
    await node.claim(600);
    await Promise.all(ids.map((id) => node.end(id, 'failed')));
    herd.clock.jump(-3_600_000);
    commands = 0;
    await passes(30_000);
    await expect.poll(async () => (await herd.store.history.liveCounts()).retrying).toBeUndefined();
    // 600 due times are put right, 256 at a time; then 256 that are over and 256 that are due by now, and the rest.
    expect(commands).toBe(3 + 2);
  });
});

const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
