/** What holds after every command, whatever has happened: checked on the rows themselves. */
import { isFinal } from '../../src/contract/run-states.ts';
import { reserveAfterMs } from '../../src/domain/rank.ts';
import type { Herd } from './dispatch-world.ts';

/**
 * Throws with all that is wrong. `lowered`: rooms have been lowered meanwhile, so that a key may hold more than its room.
 */
export async function expectSound(
  herd: Herd,
  ids: readonly string[],
  options: { lowered?: boolean } = {},
): Promise<void> {
  const faults: string[] = [];
  const held = new Map<number, number>();
  for (const id of ids) {
    const run = await herd.run(id);
    const keys = await herd.store.write((tx) => tx.heldBy(run.seq));
    for (const key of keys) held.set(key, (held.get(key) ?? 0) + 1);
    const live = run.state === 'queued' || run.state === 'running';
    if (live && !keys.includes(run.classKey)) faults.push(`${id} is ${run.state} without room in its class`);
    if (!live && keys.length > 0 && run.state !== 'blocked')
      faults.push(`${id} is ${run.state} and holds ${keys.length} keys`);
    if (run.state === 'blocked') {
      if (keys.length > 0 && herd.clock.now() - run.dueAt <= reserveAfterMs)
        faults.push(`${id} reserves before its time`);
      if (keys.includes(run.classKey)) faults.push(`${id} is blocked and holds room of its class`);
      if (run.blockedBy === null) faults.push(`${id} is blocked under nothing`);
    }
    if ((run.state === 'blocked') !== (run.blockedBy !== null))
      faults.push(`${id} is ${run.state} under ${String(run.blockedBy)}`);
    if ((run.state === 'running') !== (run.node !== null))
      faults.push(`${id} is ${run.state} on node ${String(run.node)}`);
    if (isFinal(run.state) && (run.endedAt === null || run.wakeAt !== null))
      faults.push(`${id} has not wholly ended`);
    const revisions = (await herd.events(id)).map(({ revision }) => revision);
    const expected = revisions.map((_, index) => index + 1);
    if (revisions.join() !== expected.join() || revisions.length !== run.revision) {
      faults.push(`${id} at revision ${run.revision} has events ${revisions.join()}`);
    }
  }
  for (const [id, count] of held) {
    const key = await herd.store.write((tx) => tx.keyById(id));
    if (key?.room !== null && key !== undefined && count > key.room && options.lowered !== true) {
      faults.push(`${key.name} has room for ${key.room} and ${count} holders`);
    }
  }
  const waited = await herd.store.write((tx) => tx.keysWithWaiters());
  for (const key of waited) {
    const count = await herd.store.write((tx) => tx.heldCount(key.id));
    if (key.closed === null && !key.name.startsWith('business:') && (key.room === null || count < key.room)) {
      faults.push(`${key.name} has room (${count} of ${String(key.room)}) and waiters`);
    }
  }
  if (faults.length > 0) throw new Error(faults.join('\n'));
}
