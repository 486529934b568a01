import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestServer, type TestServer, testFlow } from '../../../test/support/test-server.ts';
import type { OfferFrame } from '../../contract/link.ts';
import { systemHealthSchema } from '../../contract/system-health.ts';
import { whySchema } from '../../contract/why.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ flows: [testFlow('sync_order'), testFlow('goods')] });
});
afterEach(() => server.close());

const offer = (n: number, slots: number, ...names: string[]): OfferFrame => ({
  t: 'offer',
  n,
  slots,
  pools: ['default', 'other'],
  tags: ['py'],
  flows: names.map((name) => ({ name, kind: 'command', hash: 'edited' })),
});

const submitted = async (flow: string, shopId: string): Promise<string> =>
  (await server.call('POST', '/api/runs', { flow, platform: 'pdd', shopId })).body.run.id;

const shown = async () => (await server.services.nodes.list({ limit: 10 })).items[0];

it('an offer changes what the node is given: flows, slots and what is shown of it', async () => {
  const node = await server.node({ slots: 1 });
  const [first, second, third] = [
    await submitted('sync_order', '1'),
    await submitted('sync_order', '2'),
    await submitted('goods', '3'),
  ];
  await node.starts(first);
  node.send(offer(1, 3, 'goods'));
  // More slots, but only for what it offers; what it was given goes on.
  await node.starts(third);
  expect(await shown()).toMatchObject({
    slots: 3,
    busy: 2,
    pools: ['default', 'other'],
    tags: ['py'],
    flows: [{ name: 'goods', outdated: true }],
  });
  const { body } = await server.call('GET', `/api/runs/${second}`);
  expect(body.run).toMatchObject({ state: 'blocked', blockedBy: { reason: 'no_node' } });
  await node.finish(first);
  node.send(offer(2, 2, 'goods', 'sync_order'));
  await node.starts(second);
  expect(node.started.map(({ run }) => run)).toEqual([third, second]);
});

it('a flow that is not offered for want of a file waits, and is told with the file', async () => {
  const node = await server.node({ slots: 1 });
  const path = 'C:\\herd\\goods.py';
  node.send({ ...offer(1, 1, 'sync_order'), missing: [{ flow: 'goods', path }] });
  await expect.poll(async () => (await shown())?.missing).toEqual([{ flow: 'goods', path }]);
  const run = await submitted('goods', '1');
  const why = whySchema.parse((await server.call('GET', `/api/runs/${run}/why`)).body);
  expect(why.nodes).toMatchObject([{ lacks: [`file:${path}`] }]);
  expect(why.sentence.en).toContain(`lacks file ${path}`);
  expect(why.sentence.zh).toContain(`缺文件 ${path}`);
  expect(why.remedy?.en).toContain(`Put ${path} back on node`);
  const health = systemHealthSchema.parse((await server.call('GET', '/api/system/health')).body);
  expect(health.checks.find(({ name }) => name === 'flow_files')).toMatchObject({
    state: 'warning',
    facts: { files: `goods (${(await shown())?.name}: ${path})` },
  });
  node.send(offer(2, 1, 'sync_order', 'goods'));
  await node.starts(run);
  expect(await shown()).toMatchObject({ missing: [] });
});

it('a node that can give its programs no cgroup is told with what follows', async () => {
  await server.node({ slots: 1, cgroups: false });
  const { name, cgroups } = (await shown()) ?? {};
  expect(cgroups).toBe(false);
  const health = systemHealthSchema.parse((await server.call('GET', '/api/system/health')).body);
  const check = health.checks.find((one) => one.name === 'node_cgroups');
  expect(check).toMatchObject({ state: 'warning', facts: { nodes: name } });
  expect(check?.remedy).toContain('Delegate=yes');
});

it('one of fewer slots ends nothing and gives nothing more until there is room again', async () => {
  const node = await server.node({ slots: 2 });
  const ids = [
    await submitted('sync_order', '1'),
    await submitted('sync_order', '2'),
    await submitted('sync_order', '3'),
  ];
  await node.starts(ids[1] ?? '');
  node.send(offer(1, 1, 'sync_order'));
  await expect.poll(async () => (await shown())?.slots).toBe(1);
  await node.finish(ids[0] ?? '');
  expect(node.started.map(({ run }) => run)).toEqual([ids[1]]);
  await node.finish(ids[1] ?? '');
  await node.starts(ids[2] ?? '');
});
