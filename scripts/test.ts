/**
 * `npm test [FILE…]`: every suite that this machine can run. What a suite lacks (system-needs.ts) is installed where
 * that is possible; else the suite is named, left out and counted as skipped, or as failed under CI=true.
 * The last line is the totals and nothing else. However it ends, killed too, nothing that it started lives on.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineUse, processorTimesNow } from './test/machine-use.ts';
import { watchRun } from './test/run-watch.ts';
import { installMissing, isPresent, testFilesWithNeeds } from './test/system-needs.ts';
import { type JsonReport, type Totals, totalsLine, totalsOf } from './test/totals.ts';

/** A test run that takes longer hangs: of the 25 min that continuous integration has, installing and checking take 3. */
const limitMs = 22 * 60_000;

const inCi = /^(1|true|yes|on)$/i.test(process.env['CI'] ?? '');
const filters = process.argv.slice(2);
const watch = watchRun();
const reportFile = join(watch.folder, 'report.json');

/** Test files that cannot run here, each with the names of what it lacks. */
function filesThatCannotRun(): Map<string, string[]> {
  const files = new Map(
    [...testFilesWithNeeds()].filter(
      ([file]) => filters.length === 0 || filters.some((filter) => file.includes(filter)),
    ),
  );
  const needs = [...new Set([...files.values()].flat())];
  installMissing(needs.filter((need) => !isPresent(need)));
  const missing = new Set(needs.filter((need) => !isPresent(need)));
  const cannot = new Map<string, string[]>();
  for (const [file, fileNeeds] of files) {
    const lacks = fileNeeds.filter((need) => missing.has(need)).map((need) => need.name);
    if (lacks.length > 0) cannot.set(file, lacks);
  }
  return cannot;
}

/** Runs Vitest; resolves to its exit code, 1 when it was killed. */
function runVitest(excluded: readonly string[]): Promise<number> {
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  for (const file of excluded) args.push('--exclude', file);
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...args, ...filters], {
    env: { ...process.env, TMPDIR: watch.folder },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', passOn).on('SIGTERM', passOn);
  const timer = setTimeout(() => {
    console.error(`The tests did not end within ${limitMs / 60_000} min: killed.`);
    child.kill('SIGKILL');
  }, limitMs);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}

/** Vitest's own totals; all zero when it left no report. */
function readTotals(): Totals {
  if (!existsSync(reportFile)) return { passed: 0, failed: 0, skipped: 0 };
  // The file is Vitest's own report, in the shape that its documentation gives.
  return totalsOf(JSON.parse(readFileSync(reportFile, 'utf8')) as JsonReport);
}

function sayWhatCannotRun(cannot: ReadonlyMap<string, readonly string[]>): void {
  if (cannot.size === 0) return;
  console.log(
    `\n!!! ${cannot.size} test file(s) CANNOT RUN on this machine${inCi ? ', which fails in CI' : ''}:`,
  );
  for (const [file, lacks] of cannot) console.log(`!!!   ${file} needs ${lacks.join(', ')}`);
}

const cannot = filesThatCannotRun();
sayWhatCannotRun(cannot);
const before = processorTimesNow();
const exitCode = await runVitest([...cannot.keys()]);
const use = machineUse(before, processorTimesNow());
const totals = readTotals();
const left = await watch.end();
if (left > 0) console.log(`\n${left} process(es) that the tests had left were ended.`);
sayWhatCannotRun(cannot);
if (use !== null) console.log(`\n${use}`);

const { passed } = totals;
const skipped = totals.skipped + (inCi ? 0 : cannot.size);
let failed = totals.failed + (inCi ? cannot.size : 0);
if (exitCode !== 0 && totals.failed === 0) {
  console.log(
    `\nVitest ended with ${exitCode} though no test failed: it was stopped, or an error outside of tests is shown above.`,
  );
  failed += 1;
}
if (passed + failed === 0) console.log('\nNo test ran.');
console.log(`\n${totalsLine({ passed, failed, skipped })}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
