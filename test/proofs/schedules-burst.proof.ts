import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Proof } from '../../scripts/prove/proof.ts';
import { type HerdProcess, withHerd, workerFlow } from '../support/herd-process.ts';
import { fixtureProgram, processorMs } from '../support/living-processes.ts';
import { elapse, until } from '../support/until.ts';
import { type Burst, burstOf } from './schedules-burst/burst.ts';
import { burstInProcess } from './schedules-burst/in-process.ts';

const schedules = 10_000;
const allowedP99Ms = 2_000;
/** From the configuration to the slot of all: the server has started by then. */
const leadMs = 40_000;
const restMs = 20_000;
const observeMs = 30_000;
const allowedShare = 0.005;

/**
 * 10,000 schedules due at one instant, on a real server: how late they are, beside what inserting the same rows costs; and
 * what a server with as many does at rest. The short form has fewer, on the scheduler and a store on disk alone.
 */
export const proof: Proof = {
  name: 'schedules-burst',
  measures: 'time',
  run: async (short) => {
    if (short) return judged(await burstInProcess(2000, 1500));
    const counts = 'statements';
    const at = Math.ceil((Date.now() + leadMs) / 1000) * 1000;
    return withHerd(
      {
        // No node has this pool, so that what is measured is the scheduler and not who executes.
        flows: [{ ...workerFlow('quick', { work: 0.01 }), pool: 'elsewhere' }],
        schedules: entries({ every: '400d', startAt: new Date(at).toISOString() }),
      },
      async (herd) => {
        await herd.up();
        if (Date.now() > at - 1000) throw new Error('the server took too long to start');
        await until('the slots of all', async () => (await served(herd)) >= schedules, leadMs + 60_000);
        await herd.stop();
        const burst = judged(burstOf(join(herd.dataFolder, 'drover.db'), schedules));
        herd.configure({ schedules: entries({ cron: '0 0 1 1 *' }) });
        const rest = await atRest(herd, counts);
        return { ok: burst.ok && rest.ok, lines: [...burst.lines, ...rest.lines] };
      },
    );
  },
};

function entries(when: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  return Array.from({ length: schedules }, (_, n) => ({ name: `s${n}`, flow: 'quick', ...when }));
}

function judged({ slots, medianMs, p99Ms, worstMs, bareMs }: Burst): { ok: boolean; lines: string[] } {
  const line = `${slots} schedules due at one instant: lateness ${medianMs} ms in the middle, ${p99Ms} ms p99 (allowed ${allowedP99Ms}), ${worstMs} ms at worst; inserting the same rows, 100 to a transaction: ${Math.round(bareMs)} ms; worst lateness / bare insert: ${(worstMs / bareMs).toFixed(2)}`;
  return { ok: p99Ms < allowedP99Ms, lines: [line] };
}

async function served(herd: HerdProcess): Promise<number> {
  await elapse(500);
  const { runs } = await herd.client.system();
  return runs.blocked ?? 0;
}

async function atRest(herd: HerdProcess, counts: string): Promise<{ ok: boolean; lines: string[] }> {
  const server = await herd.up({
    NODE_OPTIONS: `--import=${pathToFileURL(fixtureProgram('count-statements.mjs')).href}`,
    COUNT_STATEMENTS: counts,
  });
  const statements = (): number => {
    const path = join(herd.folder, `${counts}.${server}`);
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
  };
  await elapse(restMs);
  const [asked, used, from] = [statements(), processorMs(server), performance.now()];
  await elapse(observeMs);
  const share = (processorMs(server) - used) / (performance.now() - from);
  const queries = statements() - asked;
  return {
    ok: asked > 1000 && queries === 0 && share < allowedShare,
    lines: [
      `at rest with ${schedules} schedules for ${observeMs / 1000} s: ${queries} queries (${asked} before), ${(share * 100).toFixed(3)} % of a core (allowed ${allowedShare * 100} %)`,
    ],
  };
}
