import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { castSaysWhy } from './scripts/lint/cast-says-why.js';
import { disableSaysWhy } from './scripts/lint/disable-says-why.js';
import { fileName } from './scripts/lint/file-name.js';

/**
 * The only places in `src` that may read the clock, set timers, draw random numbers or read the environment. All else
 * has them injected (`src/ports/clock.ts`), which is what lets the whole core run on a virtual clock.
 */
const outsideWorld = [
  'src/adapters/**', // the injected clock, timers and randomness themselves
  'src/main.ts', // wires the adapters
  'src/main/**', // likewise
  'src/config/**', // turns the environment into one validated object
  'src/node/flow-runner/flow-runner.process.ts', // a process of its own: it makes its own clock
  'src/node/flow-runner/flow-runner.worker.ts', // a thread of its own: it makes its own clock
  'src/cli/environment.ts', // what the command line reads from its caller's environment
];

const inject =
  'Time, timers, randomness and the environment are injected: see src/ports/clock.ts and src/config.';

const noOutsideWorld = {
  'no-restricted-globals': [
    'error',
    ...['setTimeout', 'setInterval', 'setImmediate', 'performance'].map((name) => ({
      name,
      message: inject,
    })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: inject },
    { object: 'Math', property: 'random', message: inject },
    { object: 'process', property: 'env', message: inject },
    { object: 'process', property: 'hrtime', message: inject },
    ...['setTimeout', 'setInterval', 'setImmediate', 'performance', 'Date', 'process'].map((property) => ({
      object: 'globalThis',
      property,
      message: inject,
    })),
  ],
  'no-restricted-imports': [
    'error',
    {
      paths: [
        ...[
          'timers',
          'node:timers',
          'timers/promises',
          'node:timers/promises',
          'perf_hooks',
          'node:perf_hooks',
        ].map((name) => ({ name, message: inject })),
        ...['process', 'node:process'].map((name) => ({
          name,
          importNames: ['default', 'env', 'hrtime'],
          message: inject,
        })),
      ],
    },
  ],
};

const clockReads = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: inject },
  { selector: "CallExpression[callee.name='Date']", message: inject },
];

const namedExportsOnly = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  {
    selector: 'ExportNamedDeclaration ExportSpecifier[exported.name="default"]',
    message: 'Named exports only.',
  },
];

const noBarrels = [
  { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that defines it.' },
  {
    selector: 'ExportNamedDeclaration[source]',
    message: 'No barrels: import from the file that defines it.',
  },
];

const noSleep = 'Tests do not sleep: await a named event with a time-out (test/support).';

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'coverage/', '**/fixtures/**', 'templates/', 'web/dist/'] },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { sourceType: 'module' },
    plugins: {
      drover: {
        rules: {
          'cast-says-why': castSaysWhy,
          'disable-says-why': disableSaysWhy,
          'file-name': fileName,
        },
      },
    },
    rules: {
      'drover/file-name': 'error',
      'drover/disable-says-why': 'error',
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-else-return': 'error',
      'no-implicit-coercion': ['error', { allow: ['!!'] }],
      'no-useless-rename': 'error',
      'object-shorthand': 'error',
      'no-self-compare': 'error',
      'no-unreachable-loop': 'error',
      'max-lines': ['error', { max: 400 }],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-unnecessary-type-arguments': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true, caughtErrors: 'none' },
      ],
      // An implementation of an asynchronous port may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // The compiler refuses what is worse; disable-says-why asks for the reason.
      '@typescript-eslint/ban-ts-comment': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'drover/cast-says-why': 'error',
      'no-console': 'error',
      ...noOutsideWorld,
      'no-restricted-syntax': ['error', ...clockReads, ...namedExportsOnly, ...noBarrels],
    },
  },
  {
    files: outsideWorld,
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-syntax': ['error', ...namedExportsOnly, ...noBarrels],
    },
  },
  {
    // What the command line starts, in one place: it may import nothing else of the composition root.
    files: ['src/main.ts'],
    rules: { 'no-restricted-syntax': ['error', ...namedExportsOnly] },
  },
  {
    // The package's entry points collect what users import.
    files: [
      'src/sdk/index.ts',
      'src/sdk/testing/index.ts',
      'src/sdk/testing/index.ts',
      'src/client/index.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...clockReads, ...namedExportsOnly] },
  },
  {
    files: ['scripts/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'examples/**/*.ts'],
    ignores: ['**/*.config.ts', 'test/proofs/*.proof.ts'],
    rules: { 'no-restricted-syntax': ['error', ...namedExportsOnly] },
  },
  {
    files: ['test/**/*.ts'],
    ignores: ['test/support/**', 'test/proofs/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval'].map((name) => ({ name, message: noSleep })),
      ],
      'no-restricted-imports': [
        'error',
        { paths: ['timers/promises', 'node:timers/promises'].map((name) => ({ name, message: noSleep })) },
      ],
    },
  },
  {
    // The page has its own clock and timers: nothing of the core runs there.
    files: ['web/**/*.{ts,tsx}'],
    ignores: ['web/*.config.ts'],
    rules: {
      'drover/cast-says-why': 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...namedExportsOnly, ...noBarrels],
      // What components take and give are plain functions.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['web/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
  },
  {
    // Runs before anything else, as it is, in the page.
    files: ['web/public/first-paint.js'],
    languageOptions: { sourceType: 'script' },
    rules: { 'no-var': 'off' },
  },
  {
    files: ['src/**/*.test.ts', 'test/**/*.ts', 'web/**/*.test.ts'],
    rules: {
      'drover/cast-says-why': 'off',
      // `expect(port.method)` never calls the method.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // A flow's file bears the flow's name, which users choose: sync_order.
    files: ['examples/**/flows/**'],
    rules: { 'drover/file-name': 'off' },
  },
  {
    files: ['bin/drover.js'],
    // It must parse on every Node: see its header.
    languageOptions: { ecmaVersion: 2020 },
  },
);
