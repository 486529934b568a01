import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Herd, type HerdNode, openHerd } from '../../../test/support/dispatch-world.ts';
import type { OnceFrame } from '../../contract/attempt-memory.ts';
import { maxJsonDepth } from '../../contract/json-depth.ts';
import { maxMemoBytes } from '../../contract/memory-limits.ts';
import { remember } from '../gateway/memory.ts';
import { createOnceKeys, type OnceKeys } from './once-keys.ts';

let herd: Herd;
let node: HerdNode;
let keys: OnceKeys;
beforeEach(async () => {
  herd = openHerd();
  node = await herd.node('n1', { slots: 20 });
  keys = createOnceKeys({ dispatcher: herd.dispatcher, history: herd.store.history, clock: herd.clock });
});
afterEach(() => herd.close());

const key = 'pay:7';
const ask = (run: string, phase: OnceFrame['phase'], more: Partial<OnceFrame> = {}) =>
  herd.dispatcher.command((work) =>
    remember(work, node.key, [{ t: 'once', run, attempt: 1, key, phase, ttlSeconds: 60, ...more }]),
  );
let shops = 1;
async function running(): Promise<string> {
  const id = await herd.made({ shop: String(shops++), params: { shops } });
  await node.claim();
  return id;
}
async function begun(): Promise<string> {
  const id = await running();
  await ask(id, 'begin');
  return id;
}
/** The run that began the key and failed without a word of it. */
async function unknown(): Promise<string> {
  const id = await begun();
  await node.end(id, 'BUSINESS');
  return id;
}
const list = async () => (await keys.list({ limit: 50 })).items;
const refused = (settling: Promise<unknown>, code: string, words: string) =>
  expect(settling).rejects.toMatchObject({
    code,
    words: { en: expect.stringContaining(words) as string, zh: expect.stringContaining(key) as string },
  });

describe('a key of unknown outcome', () => {
  it('that has happened, says a person, is done and keeps the value; who said it stays with it', async () => {
    const run = await unknown();
    const [before] = await list();
    expect(before).toMatchObject({ key, state: 'unknown', runId: run, attempt: 1, settled: null });
    await herd.pass(10);
    const once = await keys.settle({ key, happened: true, value: { id: 7 }, note: '银行流水里有' }, 'ann');
    const settled = {
      ...{ happened: true, by: 'ann', at: new Date(herd.clock.now()).toISOString() },
      ...{ note: '银行流水里有', runId: run, attempt: 1 },
    };
    expect(once).toEqual({ ...before, state: 'done', settled });
    expect(await list()).toEqual([once]);
    expect(await ask(await running(), 'begin')).toMatchObject([{ state: 'done', value: { id: 7 } }]);
  });

  it('keeps null where no value is given', async () => {
    await unknown();
    await keys.settle({ key, happened: true }, null);
    expect(await ask(await running(), 'begin')).toMatchObject([{ state: 'done', value: null }]);
  });

  it('that has not, is free: one attempt does it, and the next gets that one’s value', async () => {
    const run = await unknown();
    const once = await keys.settle({ key, happened: false }, 'ann');
    expect(once).toMatchObject({ state: 'freed', settled: { happened: false, note: null, runId: run } });
    const [b, c] = [await running(), await running()];
    expect(await ask(b, 'begin')).toMatchObject([{ state: 'first' }]);
    expect(await ask(c, 'begin')).toMatchObject([{ state: 'busy' }]);
    expect(await list()).toMatchObject([{ state: 'under_way', runId: b, settled: { runId: run } }]);
    await ask(b, 'done', { value: 1 });
    expect(await ask(c, 'begin')).toMatchObject([{ state: 'done', value: 1 }]);
  });

  it('is settled once, however often it is said alike; the first stands, until it is freed by mistake', async () => {
    await unknown();
    const first = await keys.settle({ key, happened: false, note: 'first' }, 'ann');
    expect(await keys.settle({ key, happened: false, note: 'second' }, 'bob')).toEqual(first);
    const done = await keys.settle({ key, happened: true, value: { a: 1, b: [2] }, note: 'sorry' }, 'ann');
    expect(done).toMatchObject({ state: 'done', settled: { note: 'sorry' } });
    expect(await keys.settle({ key, happened: true, value: { b: [2], a: 1 } }, 'bob')).toEqual(done);
    await refused(keys.settle({ key, happened: true, value: 2 }, 'bob'), 'once_done', 'ann said so at');
    await refused(keys.settle({ key, happened: false }, 'bob'), 'once_done', 'ann said so at');
    expect(await list()).toEqual([done]);
  });

  it('said in two ways at once is settled in one of them', async () => {
    await unknown();
    const both = await Promise.allSettled([
      keys.settle({ key, happened: true }, 'ann'),
      keys.settle({ key, happened: false }, 'bob'),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await list()).toMatchObject([{ state: 'done', settled: { by: 'ann' } }]);
  });
});

describe('there is nothing to settle', () => {
  it('while the attempt that began it runs: it is told who, and since when', async () => {
    const run = await begun();
    const since = new Date(herd.clock.now()).toISOString();
    await herd.pass(10);
    const settling = keys.settle({ key, happened: true }, 'ann');
    await refused(settling, 'once_under_way', `attempt 1 of run ${run} is at it since ${since}`);
    await expect(settling).rejects.toMatchObject({ details: { holder: run, attempt: 1, since } });
    expect(await list()).toMatchObject([{ state: 'under_way', settled: null }]);
  });

  it('of what an attempt has told itself', async () => {
    const run = await begun();
    await ask(run, 'done', { value: 1 });
    for (const happened of [true, false])
      await refused(
        keys.settle({ key, happened }, 'ann'),
        'once_done',
        `attempt 1 of run ${run} has said so`,
      );
    await refused(keys.settle({ key, happened: true, value: 1 }, 'ann'), 'once_done', 'Later attempts get');
  });

  it('of a key that nobody has begun, that was given back, or whose time is over', async () => {
    await refused(keys.settle({ key, happened: true }, 'ann'), 'unknown_once', key);
    const run = await begun();
    await ask(run, 'release');
    await refused(keys.settle({ key, happened: false }, 'ann'), 'unknown_once', key);
    await unknown();
    await herd.pass(60_000);
    await refused(keys.settle({ key, happened: false }, 'ann'), 'unknown_once', key);
    expect(await list()).toEqual([]);
  });
});

it('a value has the limits of one that a flow gives', async () => {
  await unknown();
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  for (const value of ['é'.repeat(maxMemoBytes / 2), deep(maxJsonDepth + 1)])
    await expect(keys.settle({ key, happened: true, value }, 'ann')).rejects.toMatchObject({
      code: 'bad_request',
      details: { faults: [{ path: '/value' }] },
    });
  const most = 'é'.repeat(maxMemoBytes / 2 - 1);
  expect(await keys.settle({ key, happened: true, value: most }, 'ann')).toMatchObject({ state: 'done' });
});
