import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Herd, type HerdNode, openHerd } from '../../../test/support/dispatch-world.ts';
import type { MemoFrame, OnceFrame } from '../../contract/attempt-memory.ts';
import { type MemoryFrame, memosOf, remember } from './memory.ts';

let herd: Herd;
let node: HerdNode;
beforeEach(async () => {
  herd = openHerd();
  node = await herd.node('n1', { slots: 20 });
});
afterEach(() => herd.close());

const memo = (run: string, name: string, value?: unknown, more: Partial<MemoFrame> = {}): MemoFrame => ({
  t: 'memo',
  run,
  attempt: 1,
  name,
  code: 'c1',
  ...(value === undefined ? {} : { value }),
  ...more,
});
const once = (run: string, phase: OnceFrame['phase'], more: Partial<OnceFrame> = {}): OnceFrame => ({
  t: 'once',
  run,
  attempt: 1,
  key: 'mail:7',
  phase,
  ttlSeconds: 60,
  ...more,
});
const ask = (...frames: MemoryFrame[]) => herd.dispatcher.command((work) => remember(work, node.key, frames));
const states = async (...frames: OnceFrame[]) =>
  (await ask(...frames)).map((answer) => (answer.t === 'onced' ? answer.state : ''));

async function running(more: { shop?: string } = {}): Promise<string> {
  const id = await herd.made({ shop: more.shop ?? String(Math.floor(shops++)), params: { shops } });
  await node.claim();
  expect((await herd.run(id)).state).toBe('running');
  return id;
}
let shops = 1;

/** What the next attempt of the run gets. */
async function kept(id: string) {
  await node.claim();
  return herd.dispatcher.command(async (work) => {
    const run = await work.runById(id);
    return run === undefined ? [] : (await memosOf(work, [run])).get(id);
  });
}

it('a step’s value is kept for the next attempt, as it was', async () => {
  const id = await running();
  const answers = await ask(memo(id, 'a', { n: 1 }), memo(id, 'none'), memo(id, 'null', null));
  expect(answers.map((answer) => answer.t === 'memoed' && answer.verdict)).toEqual(['kept', 'kept', 'kept']);
  // Repeated after a lost connection: nothing changes.
  await ask(memo(id, 'a', { n: 1 }));
  expect(await kept(id)).toBeUndefined();
  await node.end(id, 'stopped');
  expect(await kept(id)).toEqual([
    { name: 'a', code: 'c1', value: { n: 1 } },
    { name: 'none', code: 'c1' },
    { name: 'null', code: 'c1', value: null },
  ]);
});

it('only the running attempt on its node may have anything kept', async () => {
  const id = await running();
  const verdict = async (frame: MemoFrame, key = node.key) => {
    const [answer] = await herd.dispatcher.command((work) => remember(work, key, [frame]));
    return answer?.t === 'memoed' ? answer.verdict : null;
  };
  expect(await verdict(memo(id, 'a', 1), node.key + 1)).toBe('refused');
  expect(await verdict(memo(id, 'a', 1, { attempt: 2 }))).toBe('refused');
  expect(await verdict(memo('absent', 'a', 1))).toBe('refused');
  await node.end(id, 'stopped');
  await node.claim();
  expect(await verdict(memo(id, 'a', 1))).toBe('refused');
  expect(await verdict(memo(id, 'a', 1, { attempt: 2 }))).toBe('kept');
  expect(await states(once(id, 'begin'))).toEqual(['refused']);
});

it('a run keeps no more than its share', async () => {
  const id = await running();
  const big = 'x'.repeat(250 * 1024);
  const answers = await ask(...Array.from({ length: 9 }, (_, i) => memo(id, `s${i}`, big)));
  const verdicts = answers.map((answer) => (answer.t === 'memoed' ? answer.verdict : null));
  expect(verdicts).toEqual([...Array.from({ length: 8 }, () => 'kept'), 'full']);
  expect(await ask(memo(id, 's0', big))).toMatchObject([{ verdict: 'kept' }]);
});

it('a side effect is first once; whoever comes later gets its value until its time is over', async () => {
  const [a, b] = [await running(), await running()];
  expect(await states(once(a, 'begin'))).toEqual(['first']);
  // Its answer was lost and it asks again.
  expect(await states(once(a, 'begin'))).toEqual(['first']);
  expect(await ask(once(b, 'begin'))).toMatchObject([{ state: 'busy', by: `${a} attempt 1` }]);
  expect(await states(once(a, 'done', { value: { id: 7 } }), once(a, 'done', { value: { id: 7 } }))).toEqual([
    'recorded',
    'recorded',
  ]);
  expect(await ask(once(b, 'begin'))).toMatchObject([{ state: 'done', value: { id: 7 } }]);
  await herd.pass(60_001);
  expect(await states(once(b, 'begin'))).toEqual(['first']);
  // The first one says again what it has said: the new holder's record stands.
  expect(await states(once(a, 'done', { value: 'old' }), once(b, 'release'))).toEqual([
    'recorded',
    'recorded',
  ]);
  expect(await states(once(a, 'begin'))).toEqual(['first']);
});

it('one that was begun by an attempt that died is unknown, also to the next attempt of its run', async () => {
  const [a, b] = [await running(), await running()];
  expect(await states(once(a, 'begin'))).toEqual(['first']);
  await node.end(a, 'stopped');
  await node.claim();
  expect(await ask(once(b, 'begin'))).toMatchObject([{ state: 'unknown', by: `${a} attempt 1` }]);
  expect(await ask(once(a, 'begin', { attempt: 2 }))).toMatchObject([
    { state: 'unknown', by: `${a} attempt 1` },
  ]);
  await herd.pass(60_001);
  expect(await states(once(a, 'begin', { attempt: 2 }))).toEqual(['first']);
});

it('one that certainly did not happen is free again', async () => {
  const [a, b] = [await running(), await running()];
  expect(await states(once(a, 'begin'), once(a, 'release'), once(b, 'begin'))).toEqual([
    'first',
    'recorded',
    'first',
  ]);
});

describe('one of unknown outcome, of which a person has said', () => {
  const settle = (happened: boolean, value: string | null) =>
    herd.dispatcher.command(async (work) => {
      const held = await work.tx.once('mail:7');
      if (held === undefined) throw new Error('nobody has begun it');
      const { runId, attempt } = held;
      const settled = { happened, by: 'ann', at: work.now, note: null, runId, attempt };
      return work.tx.settleOnce(held, { phase: happened ? 'done' : 'freed', value, settled });
    });
  const kept = () => herd.dispatcher.command((work) => work.tx.once('mail:7'));
  async function unknown(): Promise<[string, string]> {
    const [a, b] = [await running(), await running()];
    await ask(once(a, 'begin'));
    await node.end(a, 'stopped');
    await node.claim();
    return [a, b];
  }

  it('that it has happened gives its value, none as null', async () => {
    const [a, b] = await unknown();
    expect(await settle(true, 'null')).toBe(true);
    expect(await ask(once(b, 'begin'))).toMatchObject([{ state: 'done', value: null }]);
    expect(await states(once(a, 'begin', { attempt: 2 }))).toEqual(['done']);
    await herd.pass(60_001);
    expect(await states(once(b, 'begin'))).toEqual(['first']);
  });

  it('that it has not is begun again once, and what was said stays beside it', async () => {
    const [a, b] = await unknown();
    const begunAt = herd.clock.now();
    expect(await settle(false, null)).toBe(true);
    await herd.pass(10);
    expect(await states(once(b, 'begin'), once(b, 'begin'))).toEqual(['first', 'first']);
    expect(await ask(once(a, 'begin', { attempt: 2 }))).toMatchObject([
      { state: 'busy', by: `${b} attempt 1` },
    ]);
    const settled = { happened: false, by: 'ann', at: begunAt, note: null, runId: a, attempt: 1 };
    const beganAt = begunAt + 10;
    expect(await kept()).toMatchObject({ runId: b, phase: 'begun', beganAt, settled });
    await herd.pass(10);
    await ask(once(b, 'done', { value: 1 }));
    expect(await kept()).toMatchObject({ runId: b, phase: 'done', beganAt, value: '1', settled });
    await herd.pass(60_001);
    expect(await states(once(a, 'begin', { attempt: 2 }))).toEqual(['first']);
    expect(await kept()).toMatchObject({ runId: a, beganAt: herd.clock.now(), settled: null });
  });
});
