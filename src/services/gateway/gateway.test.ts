import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { expectSound } from '../../../test/support/herd-invariants.ts';
import { done, type HelloAsked, helloFrame } from '../../../test/support/node-frames.ts';
import { createFolderBlobs } from '../../adapters/blobs-folder/folder-blobs.ts';
import { createEmbeddedBroker } from '../../adapters/broker-embedded/embedded-broker.ts';
import { createLocalLiveBus } from '../../adapters/live-bus-local/local-live-bus.ts';
import { type HeldAttempt, logLineCost, type NodeFrame, type ServerFrame } from '../../contract/link.ts';
import type { NodeConnectionHandler } from '../../ports/link.ts';
import { pauseShop, resumeShop } from '../dispatch/shop-pausing.ts';
import { createRunLogs, type RunLogs } from '../run-logs.ts';
import { createGateway, type Gateway } from './gateway.ts';

let folder: string;
let herd: Herd;
let gateway: Gateway;
let logs: RunLogs;
let liveBus = createLocalLiveBus();
let ids = 0;

const silent = () => undefined;

async function startGateway(): Promise<Gateway> {
  const started = createGateway({
    dispatcher: herd.dispatcher,
    store: herd.store,
    broker,
    clock: herd.clock,
    ids: { next: (prefix) => `${prefix}_${++ids}`, random: () => 0.5 },
    liveBus,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    logs,
    artifacts: { receive: async () => ({ bytes: 0, done: false, refused: 'no files here' }) },
    leaseSeconds: 15,
  });
  await started.start();
  return started;
}

let broker = createEmbeddedBroker();
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drover-gateway-'));
  liveBus = createLocalLiveBus();
  broker = createEmbeddedBroker();
  herd = openHerd({ broker });
  logs = createRunLogs(createFolderBlobs(folder), createLocalLiveBus());
  gateway = await startGateway();
});
afterEach(async () => {
  await gateway.stop();
  await herd.close();
  rmSync(folder, { recursive: true });
});

/** The node's end: what it was sent, and what it says. */
interface End {
  readonly frames: ServerFrame[];
  readonly closed: number[];
  session: string;
  say(...frames: NodeFrame[]): void;
  renew(n: number, held: readonly HeldAttempt[], acked?: number): void;
  hang(): void;
  of<T extends ServerFrame['t']>(t: T): Extract<ServerFrame, { t: T }>[];
  handler: NodeConnectionHandler;
}

function dial(): End {
  const frames: ServerFrame[] = [];
  const closed: number[] = [];
  const handler = gateway.accept({
    send: (more) => void frames.push(...more),
    close: (code) => void closed.push(code),
  });
  const end: End = {
    frames,
    closed,
    session: '',
    handler,
    say: (...more) => handler.onBatch(end.session === '' ? { f: more } : { s: end.session, f: more }),
    renew: (n, held, acked = n - 1) => end.say({ t: 'renew', n, acked, held: [...held] }),
    hang: () => handler.onClose(),
    // The filter is the type.
    of: <T extends ServerFrame['t']>(t: T) =>
      frames.filter((f): f is Extract<ServerFrame, { t: T }> => f.t === t),
  };
  return end;
}

/** Connects a node; resolves when it is welcomed. */
async function hello(more: HelloAsked = {}): Promise<End> {
  const end = dial();
  end.say(helloFrame(more));
  await expect.poll(() => end.of('welcome')).toHaveLength(1);
  end.session = end.of('welcome')[0]?.session ?? '';
  return end;
}

const started = (end: End) => end.of('start').map(({ run, attempt }) => `${run} ${attempt}`);
describe('a node that says hello', () => {
  it('is welcomed, and given as many runs as it has slots, with all that they need', async () => {
    const runs = [
      await herd.made({ shop: '1', params: { day: 1 } }),
      await herd.made({ shop: '2' }),
      await herd.made({ shop: '3' }),
    ];
    const end = await hello();
    await expect.poll(() => started(end)).toEqual([`${runs[0]} 1`, `${runs[1]} 1`]);
    expect(end.of('welcome')).toMatchObject([{ leaseSeconds: 15, kill: [], cancel: [], draining: false }]);
    expect(end.of('start')[0]).toMatchObject({
      flow: 'sync',
      platform: 'pdd',
      shopId: '1',
      params: { day: 1 },
    });
    expect(gateway.presence('n1')).toBe('connected');
  });

  it('gets new runs as they come, and the next one with the acknowledgement of the last', async () => {
    const end = await hello({ slots: 1 });
    const first = await herd.made({ shop: '1' });
    const second = await herd.made({ shop: '2' });
    await expect.poll(() => started(end)).toEqual([`${first} 1`]);
    end.frames.length = 0;
    end.say(done(first));
    await expect.poll(() => end.frames.map(({ t }) => t)).toEqual(['ended', 'start']);
    expect(end.of('ended')).toMatchObject([{ run: first, verdict: 'recorded' }]);
    expect(started(end)).toEqual([`${second} 1`]);
    expect(await herd.run(first)).toMatchObject({ state: 'succeeded', output: { ok: true } });
  });

  it('of another protocol is told so, and takes no part', async () => {
    const end = dial();
    const frame = { t: 'hello', protocol: 99, nodeId: 'x' } as unknown as NodeFrame;
    end.say(frame);
    await expect.poll(() => end.of('refused')).toHaveLength(1);
    expect(gateway.presence('x')).toBe('gone');
  });

  it('and is gone before it is welcomed is given nothing', async () => {
    const id = await herd.made();
    const end = dial();
    end.say(helloFrame({}));
    end.hang();
    await expect.poll(() => gateway.presence('n1')).toBe('reconnecting');
    await expect.poll(() => herd.states([id])).toEqual(['queued']);
    const other = await hello({ id: 'n2' });
    await expect.poll(() => started(other)).toEqual([`${id} 1`]);
    expect(started(end)).toEqual([]);
  });
});

describe('a lease', () => {
  it('lives on renewals alone: other traffic renews nothing', async () => {
    const id = await herd.made();
    const end = await hello();
    await expect.poll(() => started(end)).toEqual([`${id} 1`]);
    for (let n = 1; n <= 10; n += 1) {
      await herd.clock.advance(3000);
      end.renew(n, [{ run: id, attempt: 1, ended: false }]);
    }
    expect(end.of('renewed').map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await herd.states([id])).toEqual(['running']);
    for (let n = 0; n < 16; n += 1) {
      await herd.clock.advance(1000);
      end.say({ t: 'progress', run: id, attempt: 1, value: 0.5, note: null, at: 1 });
    }
    expect(await herd.states([id])).toEqual(['running']);
    await herd.clock.advance(1000);
    await expect.poll(() => gateway.presence('n1')).toBe('gone');
    expect(await herd.run(id)).toMatchObject({ state: 'blocked', losses: 1 });
    expect(end.closed).toEqual([4409]);
  });

  it('outlasts a short absence: the node comes back with its runs and nothing is lost', async () => {
    const id = await herd.made();
    const end = await hello();
    await expect.poll(() => started(end)).toHaveLength(1);
    end.hang();
    await herd.clock.advance(10_000);
    expect(gateway.presence('n1')).toBe('reconnecting');
    const back = await hello({ held: [{ run: id, attempt: 1, ended: false }] });
    back.say(done(id));
    await expect.poll(() => back.of('ended')).toHaveLength(1);
    expect(await herd.run(id)).toMatchObject({ state: 'succeeded', attempt: 1, losses: 0 });
  });

  it('is granted anew for one term to every node that a starting server finds', async () => {
    const id = await herd.made();
    const end = await hello();
    await expect.poll(() => started(end)).toHaveLength(1);
    await herd.clock.advance(16_000);
    await gateway.stop();
    gateway = await startGateway();
    expect(gateway.presence('n1')).toBe('reconnecting');
    await herd.clock.advance(16_000);
    expect(await herd.states([id])).toEqual(['running']);
    await herd.clock.advance(1000);
    await expect.poll(() => gateway.presence('n1')).toBe('gone');
    expect(await herd.run(id)).toMatchObject({ losses: 1 });
  });
});

describe('frames', () => {
  it('of an older session are dropped', async () => {
    const id = await herd.made();
    const end = await hello();
    await expect.poll(() => started(end)).toHaveLength(1);
    const back = await hello({ held: [{ run: id, attempt: 1, ended: false }] });
    expect(end.closed).toEqual([4409]);
    end.say(done(id));
    end.renew(9, []);
    // Also when they come over the new connection.
    back.handler.onBatch({ s: end.session, f: [done(id)] });
    back.say({ t: 'progress', run: id, attempt: 1, value: 0.5, note: null, at: 1 });
    await expect.poll(async () => (await herd.events(id)).at(-1)?.event.kind).toBe('progress');
    expect(await herd.states([id])).toEqual(['running']);
    expect(end.of('renewed')).toEqual([]);
  });

  it('with a result of another attempt are answered as stale, with a repeat as repeated', async () => {
    const id = await herd.made();
    const end = await hello();
    await expect.poll(() => started(end)).toHaveLength(1);
    end.say(done(id, 7), done(id, 1), done(id, 1));
    await expect
      .poll(() => end.of('ended').map(({ verdict }) => verdict))
      .toEqual(['stale', 'recorded', 'repeated']);
    await expectSound(herd, [id]);
  });

  it('with steps and progress become events of the run, if it is the attempt under way', async () => {
    const id = await herd.made();
    const end = await hello();
    await expect.poll(() => started(end)).toHaveLength(1);
    const step = { t: 'step', run: id, phase: 'start', id: 's1', name: '登录', at: 5 } as const;
    end.say({ ...step, attempt: 2 }, { ...step, attempt: 1 });
    await expect
      .poll(async () => (await herd.events(id)).map(({ event }) => event.kind))
      .toEqual(['state', 'state', 'state', 'step']);
    expect((await herd.events(id)).at(-1)?.event).toMatchObject({ kind: 'step', name: '登录', attempt: 1 });
    await expectSound(herd, [id]);
  });

  it("with log lines are stored and paid back in credit; those of others' attempts are paid back only", async () => {
    const id = await herd.made();
    const end = await hello();
    await expect.poll(() => started(end)).toHaveLength(1);
    end.say(
      { t: 'log', run: id, attempt: 1, from: 0, lines: [[1, 'out', '你好']] },
      { t: 'log', run: 'other', attempt: 1, from: 0, lines: [[1, 'out', 'no']] },
    );
    await expect
      .poll(() => end.of('credit').reduce((sum, { bytes }) => sum + bytes, 0))
      .toBe(6 + 2 + 2 * logLineCost);
    expect(Buffer.from(await logs.read(id, 1, 0)).toString()).toBe('[1,"out","你好"]\n');
    expect(await logs.size('other', 1)).toBe(0);
  });

  it('that ask to cancel and to kill reach the node that executes the run', async () => {
    const id = await herd.made();
    const end = await hello();
    await expect.poll(() => started(end)).toHaveLength(1);
    await herd.cancel(id);
    expect(end.of('cancel')).toEqual([{ t: 'cancel', run: id, attempt: 1 }]);
    end.renew(1, [{ run: 'not-ours', attempt: 3, ended: false }]);
    expect(end.of('kill')).toEqual([{ t: 'kill', run: 'not-ours', attempt: 3 }]);
  });
});

describe('an assignment that never arrived', () => {
  it('is withdrawn after two renewals that lack it, and tried again without a loss', async () => {
    const id = await herd.made();
    const end = await hello({ slots: 1 });
    await expect.poll(() => started(end)).toEqual([`${id} 1`]);
    for (let n = 1; n <= 4; n += 1) end.renew(n, []);
    await expect.poll(() => started(end)).toEqual([`${id} 1`, `${id} 2`]);
    expect(await herd.run(id)).toMatchObject({ state: 'running', attempt: 2, losses: 0, failures: 0 });
    await expectSound(herd, [id]);
  });
});

it('tells whoever watches nodes when one comes, goes, is drained and works again', async () => {
  const told: string[] = [];
  liveBus.subscribe((message) => {
    if (message.topic === 'node') told.push(`${message.nodeId} ${message.state}`);
  });
  const news = () => told.splice(0);
  const end = await hello();
  expect(news()).toEqual(['n1 connected']);
  await gateway.drain('n1', true);
  await gateway.drain('nobody', true);
  expect(news()).toEqual(['n1 connected']);
  await gateway.drain('n1', false);
  expect(news()).toEqual(['n1 connected']);
  end.say({ t: 'state', draining: true });
  await expect.poll(news).toEqual(['n1 connected']);
  end.hang();
  expect(news()).toEqual(['n1 reconnecting']);
  await herd.clock.advance(17_000);
  await expect.poll(() => told).toEqual(['n1 gone']);
});

describe('draining', () => {
  it('by a person gives nothing new until it is ended; what runs goes on', async () => {
    const end = await hello();
    expect(await gateway.drain('n1', true)).toBe(true);
    expect(await gateway.drain('nobody', true)).toBe(false);
    expect(end.of('drain')).toEqual([{ t: 'drain', on: true }]);
    const id = await herd.made();
    expect(await herd.states([id])).toEqual(['blocked']);
    await gateway.drain('n1', false);
    await expect.poll(() => started(end)).toEqual([`${id} 1`]);
  });

  it('by a person is not undone when the node ends a drain of its own, nor the other way round', async () => {
    const end = await hello();
    await gateway.drain('n1', true);
    end.say({ t: 'state', draining: true });
    end.say({ t: 'state', draining: false });
    const id = await herd.made();
    await herd.clock.settle();
    expect(await herd.states([id])).toEqual(['blocked']);
    end.say({ t: 'state', draining: true });
    await expect.poll(async () => (await herd.store.history.nodes())[0]?.leaving).toBe(true);
    // Another node, whose one slot is taken, keeps the class open.
    const other = await hello({ id: 'n2', slots: 1 });
    await expect.poll(() => started(other)).toEqual([`${id} 1`]);
    const next = await herd.made({ shop: '2' });
    expect(await herd.blocker(next)).toBe('pool:default:sync:');
    await gateway.drain('n1', false);
    await herd.clock.settle();
    expect(started(end)).toEqual([]);
    end.say({ t: 'state', draining: false });
    await herd.made({ shop: '3' });
    await expect.poll(() => started(end)).toContain(`${next} 1`);
  });
});

describe('a run that is queued while a slot is free', () => {
  it('starts in the transaction that queues it, on the emptier node, without a wake-up', async () => {
    const small = await hello({ slots: 1 });
    const first = await herd.made({ shop: '1' });
    await expect.poll(() => started(small)).toEqual([`${first} 1`]);
    small.say(done(first));
    await expect.poll(() => small.of('ended')).toHaveLength(1);
    const large = await hello({ id: 'n2', slots: 2 });
    broker.publish = () => Promise.reject(new Error('nothing is to be published'));
    const ids = [
      await herd.made({ shop: '2' }),
      await herd.made({ shop: '3' }),
      await herd.made({ shop: '4' }),
    ];
    expect(await herd.states(ids)).toEqual(['running', 'running', 'running']);
    expect((await herd.events(ids[0] ?? '')).map(({ event }) => event)).toEqual([
      { kind: 'state', from: null, via: ['queued'], to: 'running', attempt: 1 },
    ]);
    expect(started(large)).toHaveLength(2);
    expect(started(small)).toHaveLength(2);
    await expectSound(herd, [first, ...ids]);
  });

  it('leaves the slot free when the transaction fails', async () => {
    const end = await hello({ slots: 1 });
    const first = await herd.made({ shop: '1' });
    await expect.poll(() => started(end)).toEqual([`${first} 1`]);
    const closure = { at: 0, by: 'admin', note: null, cause: 'person' };
    await herd.dispatcher.command((work) => pauseShop(work, 'pdd', '2', closure));
    const waiting = await herd.made({ shop: '2' });
    end.say(done(first));
    await expect.poll(() => end.of('ended')).toHaveLength(1);
    const failing = herd.dispatcher.command(async (work) => {
      await resumeShop(work, 'pdd', '2');
      work.finish = () => Promise.reject(new Error('the disk is full'));
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(await herd.states([waiting])).toEqual(['blocked']);
    expect(started(end)).toHaveLength(1);
    await herd.dispatcher.command((work) => resumeShop(work, 'pdd', '2'));
    await expect.poll(() => started(end)).toEqual([`${first} 1`, `${waiting} 1`]);
    await expectSound(herd, [first, waiting]);
  });
});

describe('a queued run whose wake-up was lost', () => {
  it('is claimed at a renewal with a free slot after 10 s', async () => {
    const end = await hello();
    // This server learns that it is queued; the wake-up itself goes nowhere.
    broker.publish = async () => undefined;
    const id = await herd.made();
    end.renew(1, []);
    await herd.clock.settle();
    expect(started(end)).toEqual([]);
    await herd.clock.advance(10_001);
    end.renew(2, []);
    await expect.poll(() => started(end)).toEqual([`${id} 1`]);
  });
});
