import { afterEach, expect, test, vi } from 'vitest';
import { killAll, runs } from '../../../test/support/living-processes.ts';
import { silentLogger } from '../../../test/support/silent-logger.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { GuardClient } from './guard-client.ts';

const clock = createVirtualClock();
const guards: number[] = [];

afterEach(() => killAll(guards.splice(0)));

/** A client whose guard is this shell script. */
async function guardedBy(script: string) {
  const client = new GuardClient({
    clock,
    log: silentLogger,
    bootId: `nclient.${process.pid}`,
    node: { pid: process.pid, startTime: 1, hostBootId: null, pidNamespace: null },
    guardArgv: ['/bin/sh', '-c', `echo '{"type":"ready"}'; ${script}`],
  });
  client.onRespawned((pid) => guards.push(pid));
  guards.push(await client.start());
  return client;
}

test('a guard that no longer answers is killed, and another takes its place', async () => {
  const client = await guardedBy('exec sleep 300');
  const [deaf = 0] = guards;
  client.renewed(clock.uptimeMs(), 15);
  await clock.advance(5_000);
  expect(runs(deaf)).toBe(true);
  client.renewed(clock.uptimeMs(), 15);
  await clock.advance(1_010);
  await vi.waitFor(() => expect(client.guarded).toBe(false), { timeout: 5_000 });
  expect(runs(deaf)).toBe(false);
  await clock.advance(100);
  await vi.waitFor(() => expect(client.guarded).toBe(true), { timeout: 5_000 });
  expect(client.pid).not.toBe(deaf);
});

test('a guard that answers is left alone, however far apart renewals are', async () => {
  const client = await guardedBy(
    `while read -r line; do case $line in *renewed*) echo '{"type":"heard"}'; echo '{"type":"expired","tags":[]}';; esac; done`,
  );
  let answers = 0;
  client.onExpired(() => {
    answers += 1;
  });
  for (let n = 1; n <= 3; n += 1) {
    client.renewed(clock.uptimeMs(), 15);
    await vi.waitFor(() => expect(answers).toBe(n), { timeout: 5_000 });
    await clock.advance(6_000);
  }
  expect([client.guarded, client.pid]).toEqual([true, guards[0]]);
});
