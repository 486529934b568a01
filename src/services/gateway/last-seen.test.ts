import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { type HelloAsked, helloFrame } from '../../../test/support/node-frames.ts';
import { sequentialIds } from '../../../test/support/sequential-ids.ts';
import { silentLogger } from '../../../test/support/silent-logger.ts';
import { createEmbeddedBroker } from '../../adapters/broker-embedded/embedded-broker.ts';
import { createLocalLiveBus } from '../../adapters/live-bus-local/local-live-bus.ts';
import type { ServerFrame } from '../../contract/link.ts';
import { flowCatalog } from '../dispatch/flow-catalog.ts';
import { createNodes } from '../nodes.ts';
import { mattersOf } from '../overview/matters.ts';
import { createGateway, type Gateway } from './gateway.ts';

const hourMs = 3_600_000;
const ids = sequentialIds();
let herd: Herd;
let gateway: Gateway;
beforeEach(async () => {
  herd = openHerd();
  gateway = await startGateway();
});
afterEach(async () => {
  await gateway.stop();
  await herd.close();
});

async function startGateway(): Promise<Gateway> {
  const started = createGateway({
    dispatcher: herd.dispatcher,
    store: herd.store,
    broker: createEmbeddedBroker(),
    clock: herd.clock,
    ids,
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
  await started.start();
  return started;
}

/** A node that is connected, and renews for as long as it is told to. */
async function connect(asked: HelloAsked = {}) {
  const frames: ServerFrame[] = [];
  const handler = gateway.accept({ send: (more) => void frames.push(...more), close: () => undefined });
  handler.onBatch({ f: [helloFrame(asked)] });
  const welcome = () => frames.find((frame) => frame.t === 'welcome');
  await expect.poll(welcome).toBeDefined();
  let n = 0;
  return {
    renewFor: async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += 10_000) {
        await herd.clock.advance(10_000);
        n += 1;
        handler.onBatch({ s: welcome()?.session ?? '', f: [{ t: 'renew', n, acked: n - 1, held: [] }] });
      }
    },
    hang: () => handler.onClose(),
  };
}

const stored = async (): Promise<number | undefined> => (await herd.store.history.nodes())[0]?.lastSeenAt;
const ago = async (): Promise<number> => herd.clock.now() - ((await stored()) ?? 0);
const listed = async () =>
  (
    await createNodes({ gateway, history: herd.store.history, catalog: flowCatalog([], {}) }).list({
      limit: 10,
    })
  ).items;

it('a node that was up for more than a day and dies was last seen at its last renewal, and is missed', async () => {
  const node = await connect();
  await node.renewFor(25 * hourMs);
  await herd.clock.advance(17_000);
  await expect.poll(() => gateway.presence('n1')).toBe('gone');
  expect(await ago()).toBe(17_000);
  const nodes = await listed();
  expect(nodes).toMatchObject([
    { state: 'offline', lastSeenAt: new Date(herd.clock.now() - 17_000).toISOString() },
  ]);
  const matters = mattersOf({
    ...{ now: herd.clock.now(), nodes, configFaults: [], broker: { ok: true, detail: '' }, waiting: [] },
    ...{ pausedShops: { items: [], count: 0 }, deadLetters: { groups: [], open: 0 } },
    ...{ maintenance: null, clockWait: null },
  });
  expect(matters).toMatchObject([{ kind: 'nodes_offline', count: 1, since: nodes[0]?.lastSeenAt }]);
});

it('while its session lives it was last seen at its last renewal, which nothing writes', async () => {
  const node = await connect();
  const helloAt = await stored();
  await node.renewFor(hourMs);
  await herd.clock.advance(2000);
  const seenAt = herd.clock.now() - 2000;
  expect(await listed()).toMatchObject([{ state: 'connected', lastSeenAt: new Date(seenAt).toISOString() }]);
  expect(await stored()).toBe(helloAt);
  node.hang();
  await expect.poll(stored).toBe(seenAt);
  expect(await listed()).toMatchObject([
    { state: 'reconnecting', lastSeenAt: new Date(seenAt).toISOString() },
  ]);
});

it('a server that stops leaves it to the next one, which says so until the node is back', async () => {
  const node = await connect();
  await node.renewFor(hourMs);
  const seenAt = herd.clock.now();
  await gateway.stop();
  await herd.clock.advance(hourMs);
  gateway = await startGateway();
  expect(await stored()).toBe(seenAt);
  expect(gateway.lastSeenAt('n1')).toBe(seenAt);
  await connect();
  expect(gateway.lastSeenAt('n1')).toBe(herd.clock.now());
});

it('the end of a connection that a newer session has replaced says nothing', async () => {
  const old = await connect();
  await herd.clock.advance(5000);
  await connect();
  const seenAt = herd.clock.now();
  old.hang();
  await herd.clock.advance(5000);
  expect(await stored()).toBe(seenAt);
});
