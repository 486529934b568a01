import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { provideOwnModules } from '../sdk/own-modules.ts';
import { withCodeFlows } from './code-flows.ts';
import type { Evaluation } from './evaluation.ts';
import { evaluationSeconds } from './evaluation.ts';
import { faultOfError } from './evaluation-fault.ts';
import { FaultSink, fault } from './fault.ts';
import { ModuleGraph } from './module-graph.ts';
import { plainData } from './plain-data.ts';

/**
 * The short-lived child that evaluates one configuration file, given as its only argument, and sends an `Evaluation` to
 * its parent. The parent kills it when it takes too long; should the parent be gone, its own watchdog thread does,
 * since the file may loop for ever.
 */
const watchdog = new Worker(
  `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${(evaluationSeconds + 5) * 1000})`,
  {
    eval: true,
  },
);
watchdog.unref();

const graph = new ModuleGraph();
provideOwnModules((found) => graph.add(found));

const file = process.argv[2] ?? '';
let evaluated: { readonly value: unknown } | { readonly error: unknown };
try {
  evaluated = { value: await evaluate() };
} catch (error) {
  evaluated = { error };
}
if ('value' in evaluated) answer(toEvaluation(evaluated.value));
else {
  const found = faultOfError(evaluated.error, file);
  // Uncaught, so that Node reports the line of a syntax error: it shows it nowhere else.
  if (found === undefined) throw evaluated.error;
  answer({ ok: false, fault: found });
}

async function evaluate(): Promise<unknown> {
  // A module's namespace object.
  const module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  return module['default'];
}

function toEvaluation(value: unknown): Evaluation {
  if (value === undefined) return { ok: false, fault: fault(basename(file), 'no_default_export') };
  const sink = new FaultSink();
  const raw = plainData(withCodeFlows(value, file, graph), basename(file), sink);
  return { ok: true, raw, faults: sink.faults };
}

/** Leaves as soon as the answer is on its way, whatever timers or servers the file has left open. */
function answer(evaluation: Evaluation): void {
  process.send?.(evaluation, undefined, undefined, () => process.exit(0));
}
