import { expect, it } from 'vitest';
import { createScriptedServer } from '../../test/support/scripted-server.ts';
import { simulatedNode as node, startFrame as start } from '../../test/support/simulated-node.ts';

const answer = { t: 'memoed', run: 'a', attempt: 1, name: 's', verdict: 'kept' } as const;

it('a value is kept when the server says so, however often the connection breaks', async () => {
  const server = createScriptedServer();
  const { executor, clock } = await node({ server });
  server.last.send(start('a'));
  let durable = false;
  const kept = executor
    .of('a')
    .memory.memo('s', 'c1', { n: 1 })
    .then(() => (durable = true));
  await clock.advance(10);
  expect(server.last.of('memo')).toEqual([
    { t: 'memo', run: 'a', attempt: 1, name: 's', code: 'c1', value: { n: 1 } },
  ]);
  server.last.breakOff();
  await clock.advance(1_000);
  expect(server.last.of('memo')).toHaveLength(1);
  expect(durable).toBe(false);
  // Not answered: asked again on the same connection.
  await clock.advance(13_000);
  expect(server.last.of('memo')).toHaveLength(2);
  server.last.send(answer, answer);
  await kept;
  await clock.advance(13_000);
  expect(server.last.of('memo')).toHaveLength(2);
});

it('a refusal and a full run are errors in words', async () => {
  const { server, executor, clock } = await node();
  server.last.send(start('a'));
  const { memory } = executor.of('a');
  const [refused, full] = [memory.memo('s', 'c', 1), memory.memo('t', 'c', 1)];
  await clock.advance(10);
  server.last.send({ ...answer, verdict: 'refused' }, { ...answer, name: 't', verdict: 'full' });
  await expect(refused).rejects.toThrow('no longer counts');
  await expect(full).rejects.toThrow('too much');
});

it('the phases of a side effect are asked and answered each for itself', async () => {
  const { server, executor, clock } = await node();
  server.last.send(start('a'));
  const { memory } = executor.of('a');
  const onced = { t: 'onced', run: 'a', attempt: 1, key: 'k' } as const;
  const begun = memory.onceBegin('k', 60);
  await clock.advance(10);
  server.last.send({ ...onced, phase: 'begin', state: 'unknown', by: 'r9 attempt 2' });
  expect(await begun).toEqual({ state: 'unknown', by: 'r9 attempt 2' });
  const done = memory.onceDone('k', 60, 'v');
  await clock.advance(10);
  server.last.send({ ...onced, phase: 'done', state: 'recorded' });
  await done;
  expect(server.last.of('once').map(({ phase, value }) => [phase, value])).toEqual([
    ['begin', undefined],
    ['done', 'v'],
  ]);
});
