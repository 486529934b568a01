import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Proof, ProofResult } from '../../scripts/prove/proof.ts';
import { type HerdProcess, withHerd, workerFlow } from '../support/herd-process.ts';
import { fixtureProgram, processorMs, residentBytes } from '../support/living-processes.ts';
import { elapse } from '../support/until.ts';

/** What a server at rest may use. */
const memoryLimit = 150 * 2 ** 20;
const processorLimit = 0.005;
/** V8 gives memory back 8 and 16 s after work, at 0.1 to 0.2 s of processor each. */
const settleMs = 25_000;
const observeMs = { long: 30_000, short: 5_000 };

/** A server with nothing to do does nothing: no query, next to no processor time, little memory. */
export const proof: Proof = {
  name: 'idle',
  measures: 'use',
  run: async (short) => {
    const counts = 'statements';
    return withHerd(
      {
        flows: [workerFlow('quick', { work: 0.01 })],
        env: {
          NODE_OPTIONS: `--import=${pathToFileURL(fixtureProgram('count-statements.mjs')).href}`,
          COUNT_STATEMENTS: counts,
        },
      },
      (herd) => observe(herd, counts, short ? 'short' : 'long'),
    );
  },
};

async function observe(herd: HerdProcess, counts: string, form: 'long' | 'short'): Promise<ProofResult> {
  const server = await herd.up();
  const { pid: node, guardPid: guard } = herd.node();
  // It has worked before it rests: 200 runs in 20 shops.
  await herd.submitAll(
    Array.from({ length: 200 }, (_, i) => ({ flow: 'quick', platform: 'pdd', shopId: `s${i % 20}` })),
  );
  await herd.allEnded(60_000);
  await elapse(settleMs);

  const statements = (): string[] => linesOf(join(herd.folder, `${counts}.${server}`));
  const pids = { server, node, guard: guard ?? 0 };
  const [asked, used, from] = [statements().length, usedBy(pids), performance.now()];
  await elapse(observeMs[form]);
  const tookMs = performance.now() - from;
  const now = usedBy(pids);
  const share = {
    server: (now.server - used.server) / tookMs,
    node: (now.node - used.node) / tookMs,
    guard: (now.guard - used.guard) / tookMs,
  };
  const queries = statements().slice(asked);
  const memory = residentBytes(server);
  const line = (name: keyof typeof pids): string =>
    `${name}: ${(share[name] * 100).toFixed(3)} % of a core, ${Math.round(residentBytes(pids[name]) / 2 ** 20)} MB resident`;
  return {
    // A counter that had counted nothing would prove nothing.
    ok:
      asked > 1000 &&
      queries.length === 0 &&
      share.server < processorLimit &&
      memory > 0 &&
      memory < memoryLimit,
    lines: [
      `at rest for ${Math.round(tookMs / 1000)} s after ${settleMs / 1000} s of settling: ${queries.length} queries (${asked} before)`,
      `${line('server')} (allowed: ${processorLimit * 100} %, ${memoryLimit / 2 ** 20} MB)`,
      line('node'),
      line('guard'),
      ...new Set(queries),
    ],
  };
}

function usedBy(
  pids: Readonly<Record<'server' | 'node' | 'guard', number>>,
): Record<'server' | 'node' | 'guard', number> {
  return { server: processorMs(pids.server), node: processorMs(pids.node), guard: processorMs(pids.guard) };
}

function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}
