import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { provideOwnModules } from '../sdk/own-modules.ts';
import { withCodeFlows } from './code-flows.ts';
import { type Evaluation, type EvaluationMessage, evaluationSeconds } from './evaluation.ts';
import { faultOfError } from './evaluation-fault.ts';
import { FaultSink, fault } from './fault.ts';
import { ModuleGraph } from './module-graph.ts';
import { plainData } from './plain-data.ts';

/**
 * The short-lived child that evaluates one configuration file, given as its only argument, and sends the files that it
 * is made of and an `Evaluation` to its parent. The parent kills it when it takes too long; should the parent be gone, its own watchdog thread does,
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
await tell({ files: 'error' in evaluated ? [...graph.files(), ...missing(evaluated.error)] : graph.files() });
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

/** The file that an import asked for in vain: the file is whole once it is there. */
function missing(error: unknown): string[] {
  const url: unknown = error instanceof Error && 'url' in error ? error.url : undefined;
  return typeof url === 'string' && url.startsWith('file:') ? [fileURLToPath(url)] : [];
}

function tell(message: EvaluationMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.send?.(message, undefined, undefined, () => resolve());
  return promise;
}

/** Leaves as soon as the answer is on its way, whatever timers or servers the file has left open. */
function answer(evaluation: Evaluation): void {
  void tell(evaluation).then(() => process.exit(0));
}
