import type { Proof } from '../../scripts/prove/proof.ts';
import { simulateYear } from '../simulation/schedule-year.ts';

/** Years of 1,000 schedules with restarts, jumps of the clock and edits: each slot has exactly one record. */
export const proof: Proof = {
  name: 'schedules-year',
  run: async (short) => {
    const years = short ? 1 : 20;
    const lines: string[] = [];
    let faults = 0;
    for (let seed = 1; seed <= years; seed++) {
      const year = await simulateYear(
        short ? { seed, schedules: 60, days: 40 } : { seed, schedules: 1000, days: 365 },
      );
      faults += year.faults.length;
      lines.push(
        `seed ${seed}: ${year.slots} slots of ${year.schedules} schedules over ${year.days} days, ${year.restarts} restarts, ${year.jumps} jumps of the clock, ${year.edits} edits (${year.unseenEdits} while no server was there), ${year.backfills} backfills with the clock set back: ${year.faults.length} faults (${year.seconds.toFixed(0)} s)`,
        ...year.faults.slice(0, 5),
      );
    }
    return { ok: faults === 0, lines };
  },
};
