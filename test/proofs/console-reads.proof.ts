import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proof, ProofResult } from '../../scripts/prove/proof.ts';
import { listFilters } from '../support/list-filters.ts';
import { makeHistory } from '../support/many-runs.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** A first page, a count or an overview may take this, ms; the short form shares the machine with other tests. */
const limitMs = { long: 300, short: 1500 };
const tries = 5;

/** With 200,000 runs every filter's first page and counts, and the overview, come within 300 ms over HTTP. */
export const proof: Proof = {
  name: 'console-reads',
  measures: 'time',
  run: async (short) => {
    const count = short ? 20_000 : 200_000;
    const now = Date.now();
    const folder = await mkdtemp(join(tmpdir(), 'drover-reads-'));
    const database = join(folder, 'drover.db');
    await makeHistory(database, count, now);
    const server = await startTestServer({ database });
    try {
      return await measure(
        server,
        count,
        now,
        (await stat(database)).size,
        short ? limitMs.short : limitMs.long,
      );
    } finally {
      await server.close();
      await rm(folder, { recursive: true });
    }
  },
};

async function measure(
  server: TestServer,
  count: number,
  now: number,
  bytes: number,
  allowedMs: number,
): Promise<ProofResult> {
  const slowest: { readonly ms: number; readonly what: string }[] = [];
  const time = async (what: string, path: string): Promise<void> => {
    const taken: number[] = [];
    for (let i = 0; i < tries; i++) {
      const before = performance.now();
      const answer = await server.call('GET', path);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
      taken.push(performance.now() - before);
    }
    // The median: others may use the machine.
    slowest.push({ ms: taken.sort((a, b) => a - b)[Math.floor(tries / 2)] ?? 0, what });
  };
  await time('overview', '/api/overview');
  for (const [name, { states, shopId, batchId, from, to, ...plain }] of listFilters(now)) {
    const query = new URLSearchParams({
      ...Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, String(value)])),
      ...(states === undefined ? {} : { state: states.join(',') }),
      ...(shopId === undefined ? {} : { shop: shopId }),
      ...(batchId === undefined ? {} : { batch: batchId }),
      ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
      ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
    }).toString();
    await time(`first page by ${name}`, `/api/runs?${query}`);
    await time(`counts by ${name}`, `/api/runs/stats?${query}`);
  }
  slowest.sort((a, b) => b.ms - a.ms);
  return {
    ok: slowest.every(({ ms }) => ms < allowedMs),
    lines: [
      `${count.toLocaleString('en')} runs, ${Math.round(bytes / 2 ** 20)} MB; median of ${tries} over HTTP; allowed: ${allowedMs} ms`,
      ...slowest.slice(0, 6).map(({ ms, what }) => `${ms.toFixed(0)} ms: ${what}`),
      `the other ${slowest.length - 6}: ${(slowest[6]?.ms ?? 0).toFixed(0)} ms or less`,
    ],
  };
}
