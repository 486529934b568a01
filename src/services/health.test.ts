import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { readinessSchema } from '../contract/health.ts';
import { systemHealthSchema } from '../contract/system-health.ts';

let server: TestServer;
afterEach(() => server.close());

/** A write that ends as the driver ends one on a disk without room. */
const refused = (): Promise<unknown> =>
  server.store.write(async () => {
    throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
  });

async function stands(): Promise<unknown> {
  const { status, body } = await server.call('GET', '/readyz');
  const ready = readinessSchema.parse(body);
  const health = systemHealthSchema.parse((await server.call('GET', '/api/system/health')).body);
  const check = health.checks.find(({ name }) => name === 'store');
  return [status, ready.status, ready.checks.find(({ name }) => name === 'store')?.ok, check?.state];
}

const well = [200, 'ready', true, 'ok'];
const full = [503, 'unavailable', false, 'broken'];

it('the store is not well from a write refused on a full disk until one is stored that changes something', async () => {
  server = await startTestServer();
  await server.node();
  expect(await stands()).toEqual(well);
  await expect(refused()).rejects.toMatchObject({ code: 'disk_full' });
  expect(await stands()).toEqual(full);
  const { body } = await server.call('GET', '/readyz');
  expect(body.checks[0]?.detail).toContain('The disk that holds the database is full');
  // Needs no room.
  await server.store.write((tx) => tx.nodes());
  expect(await stands()).toEqual(full);
  await server.call('POST', '/api/runs', { flow: 'sync_order', platform: 'pdd', shopId: '1' });
  expect(await stands()).toEqual(well);
});

it('other faults of a write say nothing of the disk', async () => {
  server = await startTestServer();
  await server.node();
  await expect(server.store.write(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
  expect(await stands()).toEqual(well);
});

it('it is well again, though nobody writes, once the disk takes a file', async () => {
  server = await startTestServer({ onDisk: true });
  await server.node();
  // What is in the way of the file that the disk is tried with.
  const inTheWay = join(server.folder, 'drover.db.room');
  mkdirSync(inTheWay);
  await expect(refused()).rejects.toMatchObject({ code: 'disk_full' });
  expect([await stands(), await stands()]).toEqual([full, full]);
  rmdirSync(inTheWay);
  const before = server.store.statements();
  expect(await server.store.refusal()).toBeNull();
  expect(server.store.statements()).toBe(before);
  expect(await stands()).toEqual(well);
});
