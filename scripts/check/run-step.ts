import { spawn } from 'node:child_process';

/** One part of `npm run check`. */
export interface Step {
  /** Short name, usable as an argument of `npm run check`. */
  readonly name: string;
  /** What it looks at, in words. */
  readonly what: string;
  /** A script for Node and its arguments; relative to the repository's root. */
  readonly command: readonly string[];
  /** What to do when it fails. */
  readonly remedy: string;
}

/** How a step ended. `output` is its stdout and stderr in the order in which they came. */
export interface StepResult {
  readonly ok: boolean;
  readonly output: string;
  readonly elapsedMs: number;
}

/** Runs a step with the Node that runs this. Never throws: a step that cannot be started has failed. */
export function runStep(step: Step): Promise<StepResult> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...step.command], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const end = (ok: boolean): void => resolve({ ok, output, elapsedMs: performance.now() - startedAt });
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(false);
    });
    child.on('close', (code, signal) => {
      if (signal !== null) output += `ended by ${signal}\n`;
      end(code === 0);
    });
  });
}
