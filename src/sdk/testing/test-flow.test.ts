import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { flow } from '../flow.ts';
import { FlowError } from '../flow-error.ts';
import { testFlow } from './test-flow.ts';
import { TestHerd } from './test-herd.ts';

const orders = flow({
  name: 'orders',
  params: z.object({ day: z.string(), pages: z.number().default(2) }),
  run: async (ctx, { day, pages }) => {
    expectTypeOf(pages).toEqualTypeOf<number>();
    ctx.log(`orders of ${day}`);
    const ids = await ctx.step('fetch', async () => {
      await ctx.sleep(3);
      return [1, 2];
    });
    ctx.progress(0.5, 'fetched');
    const mail = await ctx.once(`mail:${ctx.shop}:${day}`, 3600, () => `sent at ${ctx.now()}`);
    await ctx.step('store', () => undefined);
    await ctx.artifact({ name: 'orders.json', data: JSON.stringify(ids) });
    return { pages, mail, ids };
  },
});

describe('testFlow', () => {
  it('gives a ctx that can be taken apart and copied, its signal with it', async () => {
    const copied = flow({
      name: 'copied',
      run: async (ctx) => {
        const { signal, now } = ctx;
        const copy = { ...ctx, shop: 'another' };
        return { same: copy.signal === signal && ctx.signal === signal, aborted: signal.aborted, at: now() };
      },
    });
    const run = await testFlow(copied, { params: {}, herd: new TestHerd({ now: 7 }) });
    expect(run.output).toEqual({ same: true, aborted: false, at: 7 });
  });

  it('runs a flow with typed parameters and shows all that it did, without real time passing', async () => {
    const run = await testFlow(orders, {
      params: { day: 'today' },
      shop: '7',
      herd: new TestHerd({ now: 1000 }),
    });
    expectTypeOf(run.output).toEqualTypeOf<{ pages: number; mail: string; ids: number[] } | null>();
    expect(run).toMatchObject({
      outcome: 'succeeded',
      output: { pages: 2, mail: 'sent at 4000', ids: [1, 2] },
      run: 'run_1',
      attempt: 1,
      ms: 3000,
      logs: [{ level: 'info', text: 'orders of today' }],
      progress: [{ value: 0.5, note: 'fetched' }],
      artifacts: [{ name: 'orders.json', data: '[1,2]' }],
      steps: [
        { name: 'fetch', state: 'ended', ms: 3000 },
        { name: 'store', state: 'ended', ms: 0 },
      ],
      memos: { fetch: [1, 2], store: undefined },
    });
  });

  it('tells which parameters the schema does not take', async () => {
    // @ts-expect-error -- `day` is required: the schema's types hold here too.
    const run = await testFlow(orders, { params: {} });
    expect(run).toMatchObject({
      outcome: 'failed',
      error: { type: 'CONFIG', message: expect.stringContaining('day') as unknown },
    });
  });

  it('a killed attempt is followed by one that gets the values of ended steps', async () => {
    const killed = await testFlow(orders, { params: { day: 'd' }, killAfter: 'fetch' });
    expect(killed).toMatchObject({ outcome: 'killed', output: null, error: null, memos: { fetch: [1, 2] } });
    const { herd, run } = killed;
    const again = await testFlow(orders, { params: { day: 'd' }, herd, run });
    expect(again).toMatchObject({
      outcome: 'succeeded',
      attempt: 2,
      steps: [{ state: 'remembered', ms: 0 }, { state: 'ended' }],
    });
    const seeded = await testFlow(orders, { params: { day: 'e' }, memos: { fetch: [9] } });
    expect(seeded.output?.ids).toEqual([9]);
  });

  it('a side effect happens once in a herd, until its time is over', async () => {
    const herd = new TestHerd({ now: '2026-05-01T00:00:00Z' });
    const mail = async () => (await testFlow(orders, { params: { day: 'd' }, herd })).output?.mail;
    const first = await mail();
    expect(await mail()).toBe(first);
    herd.pass(3600);
    expect(await mail()).not.toBe(first);
  });

  it('one that was begun and never told is unknown to the next', async () => {
    const dies = flow({
      name: 'dies',
      run: async (ctx) => {
        await ctx.once('k', 60, () => {
          if (ctx.attempt === 1) throw new Error('cut');
        });
      },
    });
    const first = await testFlow(dies);
    expect(first.error).toEqual({ type: 'EXIT', message: 'cut' });
    const { error } = await testFlow(dies, { herd: first.herd, run: first.run });
    expect(error).toMatchObject({
      type: 'BUSINESS',
      message: expect.stringContaining('run_1 attempt 1 began it') as unknown,
    });
  });

  it.each([
    ['reply:42', '"reply:42"'],
    ['-x', '-- "-x"'],
    ['100 $', "'100 $'"],
    ['a "b" c’s', `'a "b" c’s'`],
    [`it's !`, `'it'\\''s !'`],
  ])('of an unknown one it is said with which command its outcome is told: %s', async (key, argument) => {
    const dies = flow({
      name: 'dies',
      run: (ctx) =>
        ctx.once(key, 60, () => {
          throw new Error('cut');
        }),
    });
    const first = await testFlow(dies);
    const { error } = await testFlow(dies, { herd: first.herd, run: first.run });
    expect(error?.message).toContain(`drover once settle --happened ${argument} (or --not-happened), and`);
  });

  it('shows how it ends when it is asked to, and what it fails with', async () => {
    const stopAfter = { step: 'fetch', reason: 'cancel' } as const;
    expect(await testFlow(orders, { params: { day: 'd' }, stopAfter })).toMatchObject({
      outcome: 'cancelled',
      error: null,
    });
    const broken = flow({
      name: 'broken',
      run: async (ctx) => {
        await ctx.step('pay', () => {
          throw new FlowError('BUSINESS', 'refused');
        });
      },
    });
    expect(await testFlow(broken)).toMatchObject({
      outcome: 'failed',
      error: { type: 'BUSINESS', message: 'refused' },
      steps: [{ name: 'pay', state: 'failed', error: 'refused' }],
    });
  });

  it('refuses a step to kill or stop after that did not end, and a stop that is none', async () => {
    const params = { day: 'd' };
    await expect(testFlow(orders, { params, killAfter: 'nosuch' })).rejects.toThrow(
      "killAfter names the step 'nosuch', which did not end in this attempt; its steps: 'fetch', 'store'",
    );
    await expect(testFlow(orders, { params, stopAfter: { step: 'fetsch', reason: 'stop' } })).rejects.toThrow(
      "stopAfter names the step 'fetsch', which did not end",
    );
    for (const given of ['fetch', { step: 'fetch' }, { step: 'fetch', reason: 'halt' }, null]) {
      const stopAfter = given as unknown as { readonly step: string; readonly reason: 'stop' };
      await expect(testFlow(orders, { params, stopAfter })).rejects.toThrow(
        "stopAfter must be { step: 'NAME', reason: 'cancel' | 'timeout' | 'stop' }, but is ",
      );
    }
    const broken = flow({ name: 'broken', run: () => Promise.reject(new Error('bad luck')) });
    await expect(testFlow(broken, { killAfter: 'pay' })).rejects.toThrow(
      'its steps: none; it failed: bad luck',
    );
  });

  it('replaces fetch for the time of the run', async () => {
    const real = globalThis.fetch;
    const asks = flow({
      name: 'asks',
      run: async () => ({ text: await (await fetch('http://shop/orders')).text() }),
    });
    const run = await testFlow(asks, {
      fakes: {
        fetch: async (url) => new Response(`fake ${url instanceof Request ? url.url : url.toString()}`),
      },
    });
    expect(run.output).toEqual({ text: 'fake http://shop/orders' });
    expect(globalThis.fetch).toBe(real);
  });
});
