import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** How long after a test file's end its worker may take to leave before it is killed. */
const teardownTimeout = 10_000;

/** On a machine of two cores both are used: most tests wait more than they compute. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** Tests whose deadlines, times or sizes mean something only when nothing else competes for the cores. */
const alone = [
  'test/contract/console-speed.test.ts',
  ...[
    'exec-nginx',
    'fairness',
    'guard',
    'killed-processes',
    'live-config',
    'lost-leases',
    'proofs-measured',
  ].map((name) => `test/scenarios/${name}.test.ts`),
];

/**
 * The test suites. `unit` and `contract` share the machine's cores; so do scenarios that mostly wait. Those that measure, the
 * simulation and the browser follow, each alone.
 */
export default defineConfig({
  test: {
    teardownTimeout,
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
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'scenarios',
          include: ['test/scenarios/**/*.test.ts'],
          exclude: alone,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          maxConcurrency: 2,
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
