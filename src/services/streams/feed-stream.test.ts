import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { nodeDataSchema } from '../../contract/stream-events.ts';
import type { LiveNode } from '../../ports/live-bus.ts';
import { createFeed, type Feed, type FeedFilter, type OpenedFeed } from './feed-stream.ts';
import { Gate } from './gate.ts';

let herd: Herd;
let feed: Feed;
let end: AbortController;

const silent = () => undefined;
beforeEach(() => {
  herd = openHerd();
  end = new AbortController();
  feed = createFeed({
    history: herd.store.history,
    clock: herd.clock,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    gate: new Gate(1),
  });
});
afterEach(async () => {
  end.abort();
  await herd.close();
});

const news = (nodeId: string): LiveNode => ({ topic: 'node', nodeId, state: 'connected' });

/** What a watcher is given, piece by piece. */
async function watch(filter: FeedFilter = {}, lastId: string | null = null) {
  const opened: OpenedFeed = await feed.open(filter, lastId);
  const chunks = opened.chunks(end.signal);
  return {
    startId: opened.startId,
    next: async () => {
      const { value } = await chunks.next();
      return Buffer.from(value ?? []).toString();
    },
  };
}

it('tells of nodes behind the last event, whose id they bear; who comes later is not told', async () => {
  await herd.made();
  const all = await watch();
  const narrowed = await watch({ flow: 'sync' });
  const first = all.next();
  const ofFlow = narrowed.next();
  // Both wait now.
  await herd.clock.settle();
  feed.pass(news('n1'));
  feed.pass(news('n2'));
  const told = await first;
  const data = [...told.matchAll(/^data: (.+)$/gm)].map(([, text]) =>
    nodeDataSchema.parse(JSON.parse(text ?? '')),
  );
  expect(data).toMatchObject(['n1', 'n2'].map((nodeId) => ({ nodeId, state: 'connected' })));
  expect([...told.matchAll(/^id: (.+)$/gm)].map(([, id]) => id)).toEqual([all.startId, all.startId]);

  const late = await watch();
  const lateNext = late.next();
  const resumed = await watch({}, all.startId);
  const resumedNext = resumed.next();
  feed.pass(news('n3'));
  expect(await lateNext).not.toMatch(/n1|n2/);
  expect(await resumedNext).toContain('n1');

  const seq = Number(all.startId.split('-', 1)[0]) + 1;
  const ids = { topic: 'run', runId: 'r', flow: 'sync', platform: 'pdd', shopId: '1' } as const;
  const event = { kind: 'progress', attempt: 1, value: 1, note: null } as const;
  feed.stir({ ...ids, seq, revision: 9, at: 1, event });
  expect(await ofFlow).toMatch(new RegExp(`^id: ${seq}-1\nevent: progress\n`));
});
