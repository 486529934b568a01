import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { done, type HelloAsked, helloFrame } from '../../../test/support/node-frames.ts';
import { sequentialIds } from '../../../test/support/sequential-ids.ts';
import { silentLogger } from '../../../test/support/silent-logger.ts';
import { createEmbeddedBroker } from '../../adapters/broker-embedded/embedded-broker.ts';
import { createLocalLiveBus } from '../../adapters/live-bus-local/local-live-bus.ts';
import type { NodeFrame, ServerFrame } from '../../contract/link.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { type HelloMoment, saidBefore } from './hello-order.ts';

const latest: HelloMoment = { hostBootId: 'hb', pidNamespace: 'ns', uptimeMs: 2000 };

describe('a hello was said before the latest', () => {
  it('when the uptime of the same machine boot and PID namespace was less', () => {
    expect(saidBefore({ ...latest, uptimeMs: 1990 }, latest)).toBe(true);
    expect(saidBefore(latest, latest)).toBe(false);
    expect(saidBefore({ ...latest, uptimeMs: 2010 }, latest)).toBe(false);
  });

  it('never, as far as can be told, when the uptimes are of different clocks or missing', () => {
    const earlier = { ...latest, uptimeMs: 1 };
    const unknown = { hostBootId: 'hb', pidNamespace: 'ns' };
    expect(saidBefore({ ...earlier, hostBootId: 'after a restart' }, latest)).toBe(false);
    expect(saidBefore({ ...earlier, pidNamespace: 'another container' }, latest)).toBe(false);
    expect(saidBefore(unknown, latest)).toBe(false);
    expect(saidBefore(earlier, unknown)).toBe(false);
  });
});

describe('a node whose hello comes late', () => {
  let herd: Herd;
  let gateway: Gateway;
  beforeEach(async () => {
    const broker = createEmbeddedBroker();
    herd = openHerd({ broker });
    gateway = createGateway({
      dispatcher: herd.dispatcher,
      store: herd.store,
      broker,
      clock: herd.clock,
      ids: sequentialIds(),
      liveBus: createLocalLiveBus(),
      logger: silentLogger,
      logs: {
        append: async () => undefined,
        end: async () => undefined,
        lost: async () => undefined,
        resume: async () => undefined,
      },
      artifacts: { receive: async () => ({ bytes: 0, done: false, refused: 'no files here' }) },
      leaseSeconds: 15,
    });
    await gateway.start();
  });
  afterEach(async () => {
    await gateway.stop();
    await herd.close();
  });

  /** A new connection that says hello, and what it was answered: the frames' types, and `closed`. */
  function says(hello: HelloAsked) {
    const frames: ServerFrame[] = [];
    const heard: string[] = [];
    const handler = gateway.accept({
      send: (more) => {
        frames.push(...more);
        heard.push(...more.map(({ t }) => t));
      },
      close: () => void heard.push('closed'),
    });
    handler.onBatch({ f: [helloFrame(hello)] });
    const welcome = () => frames.find((frame) => frame.t === 'welcome');
    return {
      heard,
      say: (frame: NodeFrame) => handler.onBatch({ s: welcome()?.session ?? '', f: [frame] }),
      hang: () => handler.onClose(),
    };
  }

  it.each([
    { from: 'a boot that was killed', bootId: 'boot-1', uptimeMs: 1000 },
    { from: 'a connection that it gave up', bootId: 'boot-2', uptimeMs: 1990 },
  ])('from $from is refused, and what runs goes on', async ({ bootId, uptimeMs }) => {
    const id = await herd.made();
    const node = says({ bootId: 'boot-2', uptimeMs: 2000 });
    await expect.poll(() => node.heard).toEqual(['welcome', 'start']);
    const late = says({ bootId, uptimeMs });
    await expect.poll(() => late.heard).toEqual(['refused']);
    expect(await herd.run(id)).toMatchObject({ state: 'running', attempt: 1, losses: 0 });
    node.say(done(id));
    await expect.poll(() => node.heard).toEqual(['welcome', 'start', 'ended']);
    expect(await herd.states([id])).toEqual(['succeeded']);
  });

  it('is welcomed once no lease lives: a machine may be set back', async () => {
    const node = says({ uptimeMs: 2000 });
    await expect.poll(() => node.heard).toEqual(['welcome']);
    node.hang();
    await herd.clock.advance(17_000);
    await expect.poll(() => gateway.presence('n1')).toBe('gone');
    const back = says({ uptimeMs: 1000 });
    await expect.poll(() => back.heard).toEqual(['welcome']);
    const again = says({ uptimeMs: 1500 });
    await expect.poll(() => again.heard).toEqual(['welcome']);
    expect(back.heard).toEqual(['welcome', 'closed']);
  });
});
