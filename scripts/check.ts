/**
 * `npm run check [STEP…]`: everything about the code that needs no run of it. Each step is a program of its own; two
 * at a time, so that a small machine is used and not flooded. A step's output is shown only when it fails.
 */
import { existsSync, readdirSync } from 'node:fs';
import { runStep, type Step } from './check/run-step.ts';

const sources = ['src', 'test', 'scripts', 'bench', 'examples', 'web/src', 'web/build'].filter((folder) =>
  existsSync(folder),
);
const generators = existsSync('scripts/generated')
  ? readdirSync('scripts/generated').filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  : [];

/** Where the slow steps remember what they have seen; continuous integration looks at everything anew. */
const memory = 'node_modules/.cache';
const anew = process.env['CI'] === 'true';
const lintMemory = ['--cache', '--cache-strategy', 'content', '--cache-location', `${memory}/eslint/`];
const typesMemory = (name: string): string[] => [
  '--incremental',
  '--tsBuildInfoFile',
  `${memory}/${name}.tsbuildinfo`,
];

/** The slow ones first: the two lanes then end at about the same time. */
const steps: readonly Step[] = [
  {
    name: 'lint',
    what: 'typed lint',
    command: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0', ...(anew ? [] : lintMemory)],
    remedy: 'fix what is listed above; some of it by itself: npx eslint . --fix',
  },
  {
    name: 'types',
    what: 'types',
    command: ['node_modules/typescript/bin/tsc', '--noEmit', ...(anew ? [] : typesMemory('types'))],
    remedy: 'fix the types listed above',
  },
  {
    name: 'types/web',
    what: 'types of the console',
    command: [
      'node_modules/typescript/bin/tsc',
      '--noEmit',
      '-p',
      'web',
      ...(anew ? [] : typesMemory('web')),
    ],
    remedy: 'fix the types listed above',
  },
  {
    name: 'imports',
    what: 'layers and cycles',
    command: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      ...sources,
    ],
    remedy: 'move the code to the layer that may import it (docs/architecture.md, "Layout")',
  },
  {
    name: 'unused',
    what: 'unused files, exports and dependencies',
    command: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
    remedy: 'delete what nothing uses',
  },
  {
    name: 'format',
    what: 'formatting and import order',
    command: ['node_modules/@biomejs/biome/bin/biome', 'check', '--max-diagnostics=8'],
    remedy: 'npm run format',
  },
  ...generators.map((file) => ({
    name: `generated/${file.replace(/\.ts$/, '')}`,
    what: 'generated file up to date',
    command: [`scripts/generated/${file}`, '--check'],
    remedy: `node scripts/generated/${file}`,
  })),
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `No such step: ${unknown.join(', ')}. There are: ${steps.map((step) => step.name).join(', ')}.`,
  );
  process.exit(2);
}

const waiting = steps.filter((step) => asked.length === 0 || asked.includes(step.name));
const failed: Step[] = [];

async function lane(): Promise<void> {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const { ok, output, elapsedMs } = await runStep(step);
    console.log(
      `${ok ? 'ok    ' : 'FAILED'}  ${step.name} (${step.what}), ${(elapsedMs / 1000).toFixed(1)} s`,
    );
    if (ok) continue;
    failed.push(step);
    console.log(output.replace(/^/gm, '    ').trimEnd());
    console.log(`    => ${step.remedy}`);
  }
}

await Promise.all([lane(), lane()]);
if (failed.length > 0) {
  console.log(`check failed: ${failed.map((step) => step.name).join(', ')}`);
  process.exitCode = 1;
} else {
  console.log('check passed');
}
