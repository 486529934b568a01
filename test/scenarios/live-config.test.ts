/** The configuration is edited while the herd works: what is good takes effect, what is not changes nothing, and nothing is lost. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ApiError } from '../../src/client/api-error.ts';
import { type HerdProcess, withHerd } from '../support/herd-process.ts';
import { fixtureProgram } from '../support/living-processes.ts';
import { elapse, until } from '../support/until.ts';

const edits = 100;
const editEveryMs = 100;
/** A good edit is in force this long after it at the latest. */
const appliedWithinMs = 2_000;

interface Told {
  readonly slots: number;
  readonly room: number;
  readonly timeout: number;
  /** The flow `second` is there. */
  readonly second: boolean;
  /** Seconds that a run works. */
  readonly work?: number;
}

/** The configuration as TypeScript, with its rooms in a file of their own. */
function configText(herd: HerdProcess, { slots, timeout, second, work = 0.1 }: Told): string {
  const argv = [
    fixtureProgram('shop-worker.sh'),
    join(herd.folder, 'evidence'),
    String(work),
    String(work),
    'alone',
  ];
  const flow = (name: string): string =>
    `command({ name: '${name}', command: ${JSON.stringify(argv)}, timeout: ${timeout}, retry: { max: 0 } })`;
  return `import { command, defineConfig } from 'drover';
import { room } from './rooms.ts';
export default defineConfig({
  flows: [${['first', ...(second ? ['second'] : [])].map(flow).join(', ')}],
  limits: { 'platform:pdd': room },
  node: { slots: ${slots} },
});
`;
}

const configFile = 'live.config.ts';
const paths = (herd: HerdProcess) => ({
  config: join(herd.folder, configFile),
  rooms: join(herd.folder, 'rooms.ts'),
});

function writeGood(herd: HerdProcess, told: Told, inPlace = true): void {
  const { config, rooms } = paths(herd);
  writeFileSync(rooms, `export const room = ${told.room};\n`);
  const target = inPlace ? config : `${config}.new`;
  writeFileSync(target, configText(herd, told));
  if (!inPlace) renameSync(target, config);
}

/** Ways to be faulty: at its syntax, in an import, by an unknown option, by throwing, by not being there. */
const breakages: readonly ((herd: HerdProcess) => void)[] = [
  (herd) => writeFileSync(paths(herd).config, 'export default {{'),
  (herd) => writeFileSync(paths(herd).rooms, 'export const rooms = 1;'),
  (herd) => writeFileSync(paths(herd).config, 'export default { flows: [], limts: {}, node: { slots: 1 } };'),
  (herd) => writeFileSync(paths(herd).config, 'throw new Error("not today");'),
  (herd) => rmSync(paths(herd).config, { force: true }),
];

/** Waits until server and node show that this is in force; resolves with how long that took, ms. */
async function inForce(herd: HerdProcess, told: Told): Promise<number> {
  const from = Date.now();
  await until(
    `${JSON.stringify(told)} in force`,
    async () => {
      const [config, { items }] = await Promise.all([herd.client.config(), herd.client.nodes()]);
      const first = config.flows.find((flow) => flow.name === 'first');
      const [node] = items;
      // Besides the one that is built in.
      const offered = node?.flows.filter(({ name }) => name !== 'engine') ?? [];
      return (
        config.limits['platform:pdd'] === told.room &&
        first?.timeoutSeconds === told.timeout &&
        config.flows.length === (told.second ? 2 : 1) &&
        node?.slots === told.slots &&
        offered.length === config.flows.length &&
        offered.every((flow) => !flow.outdated)
      );
    },
    20_000,
  );
  return Date.now() - from;
}

const withLiveHerd = (scenario: (herd: HerdProcess) => Promise<void>): Promise<void> =>
  withHerd({ flows: [], env: { DROVER_CONFIG: configFile } }, scenario);

test('100 edits in 10 s, half of them broken, while runs are submitted: the last good state holds, nothing is lost', async () => {
  await withLiveHerd(async (herd) => {
    writeGood(herd, { slots: 5, room: 20, timeout: 60, second: true });
    await herd.up();
    const { pid } = herd.node();
    const runs: string[] = [];
    let refused = 0;
    for (let n = 1; n <= edits; n++) {
      const from = Date.now();
      if (n % 2 === 1) breakages[((n - 1) / 2) % breakages.length]?.(herd);
      else {
        const told = { slots: 3 + (n % 3), room: 2 + (n % 5), timeout: 60 + n, second: n % 4 === 0 };
        writeGood(herd, told, n % 8 !== 0);
      }
      try {
        const flow = n % 3 === 0 ? 'second' : 'first';
        const { run } = await herd.client.submit({ flow, platform: 'pdd', shopId: `shop-${n % 7}` });
        runs.push(run.id);
      } catch (error) {
        // Where the flow is not configured just then.
        if (!(error instanceof ApiError) || error.code !== 'unknown_flow') throw error;
        refused += 1;
      }
      await elapse(Math.max(0, from + editEveryMs - Date.now()));
    }
    // The hundredth edit is a good one.
    const last: Told = { slots: 3 + (edits % 3), room: 2 + (edits % 5), timeout: 60 + edits, second: true };
    expect(await inForce(herd, last)).toBeLessThan(appliedWithinMs);

    // No run is lost: each has ended well, at its first attempt.
    expect(runs.length + refused).toBe(edits);
    await herd.allEnded(30_000);
    for (const run of await herd.allRuns()) {
      expect({ id: run.id, state: run.state, attempt: run.attempt, error: run.error }).toEqual({
        id: run.id,
        state: 'succeeded',
        attempt: 1,
        error: null,
      });
    }
    expect((await herd.allRuns()).map((run) => run.id).sort()).toEqual([...runs].sort());
    expect(
      herd.journal
        .starts()
        .map((start) => start.run)
        .sort(),
    ).toEqual([...runs].sort());
    expect(herd.journal.overlaps()).toEqual([]);

    // No slot is lost: as many runs as are configured go on at once, on the node that was there from the beginning.
    expect(herd.node().pid).toBe(pid);
    const wide: Told = { ...last, room: 50, work: 1 };
    writeGood(herd, wide);
    expect(await inForce(herd, wide)).toBeLessThan(appliedWithinMs);
    await herd.submitAll(
      Array.from({ length: last.slots * 2 }, (_, n) => ({
        flow: 'second',
        platform: 'pdd',
        shopId: `wide-${n}`,
      })),
    );
    await until(
      'all slots taken',
      async () => (await herd.client.nodes()).items[0]?.busy === last.slots,
      5_000,
    );
    await herd.allEnded(20_000);
    expect((await herd.client.nodes()).items).toMatchObject([
      { state: 'connected', slots: last.slots, busy: 0 },
    ]);
  });
});

test('a faulty edit is told with its place, in the log, on the screen and by /readyz, until the file is good again', async () => {
  await withLiveHerd(async (herd) => {
    const told: Told = { slots: 2, room: 3, timeout: 60, second: false };
    writeGood(herd, told);
    await herd.up();
    const before = await herd.client.config();
    const ready = async () => (await (await fetch(`${herd.url}/readyz`)).json()) as Record<string, unknown>;

    writeFileSync(paths(herd).config, configText(herd, told).replace('timeout: 60', 'tmeout: 60'));
    await until('the fault', async () => (await ready())['config'] !== undefined, appliedWithinMs);
    const words = {
      en: 'unknown option; did you mean "timeout"?',
      zh: '未知的选项；是不是“timeout”？',
    };
    const fault = { place: `${configFile} flows[0] (first).tmeout`, code: 'unknown_option', words };
    expect(await ready()).toMatchObject({ status: 'degraded', config: { faults: [fault] } });
    expect(await herd.client.config()).toEqual({ ...before, faults: [expect.objectContaining(fault)] });
    const matters = (await herd.client.overview()).matters.filter(({ kind }) => kind === 'config');
    expect(matters).toMatchObject([{ subject: fault.place, noteWords: words }]);
    await until('the fault in the logs', () => herd.logs().split(fault.place).length >= 3, appliedWithinMs);
    const shown = readFileSync(join(herd.folder, 'up.txt'), 'utf8').split('\n');
    expect(shown.filter((line) => line.includes(fault.place))).toHaveLength(1);

    writeGood(herd, told);
    await until('no fault', async () => (await ready())['config'] === undefined, appliedWithinMs);
    expect(await ready()).toMatchObject({ status: 'ready' });
    expect(await herd.client.config()).toEqual(before);
  });
});

test('an attempt goes on with what started it; waiters of a widened limit start; a flow that went comes back', async () => {
  await withLiveHerd(async (herd) => {
    const slow: Told = { slots: 4, room: 1, timeout: 60, second: true, work: 5 };
    writeGood(herd, slow);
    await herd.up();
    const body = (flow: string, shopId: string) => ({ flow, platform: 'pdd', shopId });
    const [going, waiting, gone] = (
      await herd.submitAll([body('first', 'a'), body('first', 'b'), body('second', 'a')])
    ).map((run) => run.id);
    if (going === undefined || waiting === undefined || gone === undefined)
      throw new Error('not all were taken');
    await herd.started(1, 5_000);
    expect(herd.journal.start(going, 1)).toBeDefined();

    const quick: Told = { slots: 4, room: 4, timeout: 61, second: false, work: 0 };
    writeGood(herd, quick);
    expect(await inForce(herd, quick)).toBeLessThan(appliedWithinMs);
    await until('the start of the waiter', () => herd.journal.start(waiting, 1), 2_000);
    const { run: later } = await herd.client.submit(body('first', 'c'));
    // By the new program, while the first one goes on by the old.
    await herd.ended(later.id, 2_000);
    expect((await herd.client.run(going)).state).toBe('running');

    // Its shop comes free when no node offers its flow any more.
    await herd.ended(going, 10_000);
    const blocked = async () => (await herd.client.run(gone)).blockedBy?.reason === 'no_node';
    await until('the run whose flow went, blocked', blocked, 2_000);
    writeGood(herd, { ...quick, second: true });
    await herd.allEnded(10_000);
    const runs = await herd.allRuns();
    expect(runs.map((run) => [run.state, run.attempt])).toEqual(runs.map(() => ['succeeded', 1]));
    const [began, ended] = [
      herd.journal.start(going, 1),
      herd.journal.ends().find((end) => end.run === going),
    ];
    expect((ended?.at ?? 0) - (began?.at ?? 0)).toBeGreaterThan(4_900);
  });
});
