/** What must hold for the programs themselves, as the world and not the store sees them. */
import type { Connection } from '../../src/adapters/store-sqlite/connection.ts';
import type { Machine, Program } from './machine.ts';

/** What is wrong with the start of this program, or null: its run lives already, or its shop is in use. */
export function startFault(
  program: Program,
  machines: readonly Machine[],
  connection: Connection,
): string | null {
  for (const machine of machines) {
    // A machine that stands still executes nothing; it kills what it has when it goes on.
    if (machine.paused) continue;
    for (const other of machine.live) {
      if (other === program) continue;
      if (other.run === program.run) {
        return `run ${program.run} lives twice: attempt ${other.attempt} on ${other.machine}, ${program.attempt} on ${program.machine}`;
      }
      // Shops of pdd always have room for one here.
      if (other.shop !== null && other.shop === program.shop && program.shop.startsWith('pdd')) {
        return `two in shop ${program.shop}: ${other.run} on ${other.machine}, ${program.run} on ${program.machine}`;
      }
    }
  }
  const claimed = connection.get('SELECT attempt FROM run WHERE id = ?', program.run);
  if (claimed !== undefined && Number(claimed['attempt']) < program.attempt) {
    return `attempt ${program.attempt} of ${program.run} was never claimed`;
  }
  return null;
}

/** A recorded success that was none of that very attempt, or null. `seen` remembers what was looked at. */
export function unrealSuccess(
  machines: readonly Machine[],
  connection: Connection,
  seen: Set<number>,
): string | null {
  for (const row of connection.all(`SELECT seq, id, attempt FROM run WHERE state = 'succeeded'`)) {
    const seq = Number(row['seq']);
    if (seen.has(seq)) continue;
    seen.add(seq);
    const ref = `${String(row['id'])}#${String(row['attempt'])}`;
    if (!machines.some((machine) => machine.succeeded.has(ref)))
      return `${ref} is recorded as a success and was none`;
  }
  return null;
}
