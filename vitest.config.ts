import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** How long after a test file's end its worker may take to leave before it is killed. */
const teardownTimeout = 10_000;

const cores = availableParallelism();
/** Many tests wait for processes or for times, so there are more workers than a small machine has cores. */
const maxWorkers = Math.max(3, cores);
/** What a test awaits in its own process, ms: by default one second, which a machine with other work may take for a commit. */
const poll = { timeout: 5_000 };

/** Tests whose deadlines, times or sizes mean something only when nothing else competes for the cores. */
const alone = [
  'test/contract/console-speed.test.ts',
  ...['exec-nginx', 'fairness', 'guard', 'killed-processes', 'live-config', 'proofs-measured'].map(
    (name) => `test/scenarios/${name}.test.ts`,
  ),
];

/** Tests that wait out leases, rests and starts of brokers, and those of what processes use, which is theirs whatever runs beside them. */
const patient = ['lost-leases', 'proofs-of-use', 'proofs-together'].map(
  (name) => `test/scenarios/${name}.test.ts`,
);

/** Files that take longest: begun last, each would go on for a minute beside an idle core. */
const longest = ['proofs-together', 'up', 'package', 'service-restart', 'journeys'].map(
  (name) => `/${name}.test.ts`,
);

/** Vitest begins with what took longest in the run before; where there was none, this tells. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((ending) => moduleId.endsWith(ending));
      return found < 0 ? longest.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

/**
 * The test suites. `unit`, `contract` and `simulation` share the machine's cores, and modules within a worker, whose loading would
 * cost more than most tests; so do scenarios, which mostly wait, and browsers, which draw. Those that measure follow, each alone.
 */
export default defineConfig({
  test: {
    teardownTimeout,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'scripts/**/*.test.ts',
            'examples/**/*.test.ts',
            'bench/*.test.ts',
            'web/**/*.test.ts',
          ],
          isolate: false,
          expect: { poll },
          testTimeout: 10_000,
          hookTimeout: 20_000,
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          exclude: alone,
          isolate: false,
          expect: { poll },
          testTimeout: 20_000,
          hookTimeout: 60_000,
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'simulation',
          include: ['test/simulation/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 60_000,
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'scenarios',
          include: ['test/scenarios/**/*.test.ts'],
          exclude: [...alone, ...patient],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers,
          maxConcurrency: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'patient',
          include: patient,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'measured',
          include: alone,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/built-console.ts'],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
});
