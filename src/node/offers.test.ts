import { describe, expect, it } from 'vitest';
import { createFakeExecutor } from '../../test/support/fake-executor.ts';
import { createScriptedServer } from '../../test/support/scripted-server.ts';
import { simulatedNode as node, startFrame as start } from '../../test/support/simulated-node.ts';

const offerOf = (slots: number, ...names: string[]) => ({
  slots,
  pools: ['default'],
  tags: ['new'],
  flows: names.map((name) => ({ name, kind: 'command', hash: 'y' })),
});

describe('a node that offers something else', () => {
  it('says so until it is acknowledged, with every renewal', async () => {
    const { server, agent, clock } = await node();
    agent.offer({ offer: offerOf(3, 'goods'), executor: createFakeExecutor() });
    await clock.advance(10);
    expect(server.last.of('offer')).toMatchObject([
      { n: 1, slots: 3, tags: ['new'], flows: [{ name: 'goods' }] },
    ]);
    await clock.advance(3_000);
    expect(server.last.of('offer').map(({ n }) => n)).toEqual([1, 1]);
    server.last.send({ t: 'offered', n: 1 });
    await clock.advance(6_000);
    expect(server.last.of('offer')).toHaveLength(2);
  });

  it('takes what the server started by the old offer, until the new one is acknowledged', async () => {
    const { server, executor, agent, clock } = await node({ slots: 2 });
    const later = createFakeExecutor();
    agent.offer({ offer: offerOf(1, 'goods'), executor: later });
    server.last.send(start('a'), start('b', { shopId: '2', flow: 'goods' }));
    await clock.advance(10);
    expect(executor.all.map(({ frame }) => frame.run)).toEqual(['a']);
    expect(later.all.map(({ frame }) => frame.run)).toEqual(['b']);

    executor.of('a').end();
    later.of('b').end();
    server.last.send({ t: 'offered', n: 1 });
    await clock.advance(10);
    server.last.send(
      start('c'),
      start('d', { shopId: '4', flow: 'goods' }),
      start('e', { shopId: '5', flow: 'goods' }),
    );
    await clock.advance(10);
    expect(executor.all).toHaveLength(1);
    expect(server.results().map(({ run, outcome, code }) => [run, outcome, code])).toEqual([
      ['a', 'succeeded', 0],
      ['b', 'succeeded', 0],
      ['c', 'refused', 5],
      ['e', 'refused', 3],
    ]);
  });

  it('lets what runs go on with what started it', async () => {
    const { server, executor, agent, clock } = await node();
    server.last.send(start('a'));
    await clock.advance(10);
    agent.offer({ offer: offerOf(1, 'sync_order'), executor: createFakeExecutor() });
    server.last.send({ t: 'offered', n: 1 }, { t: 'cancel', run: 'a', attempt: 1 });
    await clock.advance(10);
    expect(executor.of('a')).toMatchObject({ stops: ['cancel'], killed: false });
  });

  it('tells it in its next hello where it is not connected, or is cut off before the acknowledgement', async () => {
    const server = createScriptedServer();
    const { agent, clock } = await node({ server });
    server.last.breakOff();
    agent.offer({ offer: offerOf(3, 'goods'), executor: createFakeExecutor() });
    await clock.advance(6_000);
    expect(server.hellos().at(-1)).toMatchObject({ slots: 3, flows: [{ name: 'goods' }] });
    expect(server.last.of('offer')).toEqual([]);
    server.last.send(start('a'));
    await clock.advance(10);
    expect(server.results()).toMatchObject([{ run: 'a', outcome: 'refused' }]);
  });
});
