import type { JsonObject } from '../../contract/run.ts';
import type { FlowEnd } from '../execution/flow-host.ts';
import { runFlow } from '../execution/run-flow.ts';
import type { Flow, FlowOutput } from '../flow.ts';
import { RecordingHost } from './recording-host.ts';
import { TestHerd } from './test-herd.ts';
import type { TestRun } from './test-run.ts';

/** What stands in for the world outside while a flow is tested. */
export interface TestFakes {
  /** Replaces the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

/** How `testFlow` runs a flow. */
export interface TestFlowOptions<Given> {
  /** As a caller sends them. Default `{}`. */
  readonly params?: Given;
  readonly shop?: string | null;
  readonly platform?: string | null;
  readonly taskType?: string | null;
  /** Default: one more than the run has had, so 1 for a new run. */
  readonly attempt?: number;
  /** The run: one of an earlier test whose next attempt this is. Default: a new one. */
  readonly run?: string;
  /** Values of steps that count as ended. */
  readonly memos?: Readonly<Record<string, unknown>>;
  /** The herd that remembers. Default: a new one. */
  readonly herd?: TestHerd;
  readonly fakes?: TestFakes;
  /** Ends the attempt as if its process were killed, as soon as this step has ended. */
  readonly killAfter?: string;
  /** Asks it to end as soon as this step has ended. */
  readonly stopAfter?: { readonly step: string; readonly reason: 'cancel' | 'timeout' | 'stop' };
}

/**
 * Runs one attempt of a flow in this process: no server, no node, no waiting (`ctx.sleep` moves the herd's clock). Never
 * rejects for what the flow does; rejects when the step of `killAfter` or `stopAfter` did not end in this attempt, since the
 * test would then test nothing.
 */
export async function testFlow<Params, Given, Output extends FlowOutput>(
  flow: Flow<Params, Given, Output>,
  options: TestFlowOptions<Given> = {},
): Promise<TestRun<Output>> {
  expectStop(options.stopAfter);
  const herd = options.herd ?? new TestHerd();
  const run = options.run ?? herd.nextRun();
  const memos = herd.memos(run);
  for (const [name, value] of Object.entries(options.memos ?? {})) memos.set(name, value);
  const attempt = options.attempt ?? herd.nextAttempt(run);
  const { platform = null, shop = null, taskType = null } = options;
  const host = new RecordingHost({
    herd,
    run,
    attempt,
    killAfter: options.killAfter ?? null,
    stopAfter: options.stopAfter ?? null,
  });
  const startedAt = herd.now();
  const restore = replaceFetch(options.fakes?.fetch);
  try {
    // Parameters of a flow are an object.
    const params = (options.params ?? {}) as JsonObject;
    const of = { run, attempt, flow: flow.name, platform, shopId: shop, taskType, params };
    // What a kill cuts off never returns: whichever is first counts.
    const end = await Promise.race([
      runFlow(flow as Flow, { ...of, memos: new Map(memos) }, host),
      host.killed,
    ]);
    expectEnded(host, options, end);
    return {
      outcome: host.outcome(end),
      // The flow's own output.
      output: (end?.ok === true ? end.output : null) as Output | null,
      error: end?.ok === false && host.stopped === null ? end.error : null,
      ...{ run, attempt, herd },
      steps: host.steps(),
      logs: host.logs,
      progress: host.progressed,
      artifacts: host.artifacts,
      memos: Object.fromEntries(memos),
      ms: herd.now() - startedAt,
    };
  } finally {
    host.over();
    restore();
  }
}

const reasons = ['cancel', 'timeout', 'stop'];

/** Tests may be written in JavaScript: what is not of the form is refused and not passed over. */
function expectStop(given: unknown): void {
  if (given === undefined) return;
  // Whatever it is, it may have such members.
  const { step, reason } = Object(given) as { readonly step?: unknown; readonly reason?: unknown };
  if (typeof step === 'string' && typeof reason === 'string' && reasons.includes(reason)) return;
  throw new TypeError(
    `testFlow: stopAfter must be { step: 'NAME', reason: 'cancel' | 'timeout' | 'stop' }, but is ${JSON.stringify(given)}`,
  );
}

function expectEnded(
  host: RecordingHost,
  { killAfter, stopAfter }: TestFlowOptions<unknown>,
  end: FlowEnd | null,
): void {
  const steps = host.steps();
  for (const [option, name] of [
    ['killAfter', killAfter],
    ['stopAfter', stopAfter?.step],
  ] as const) {
    const reached = steps.some((step) => step.name === name && step.state !== 'open');
    // Whichever of the two is first ends the attempt.
    if (name === undefined || reached || host.dead || host.stopped !== null) continue;
    const names = steps.map((step) => `'${step.name}'`).join(', ');
    const failure = end?.ok === false ? `; it failed: ${end.error.message}` : '';
    throw new Error(
      `testFlow: ${option} names the step '${name}', which did not end in this attempt; its steps: ${names === '' ? 'none' : names}${failure}`,
    );
  }
}

function replaceFetch(fake: typeof globalThis.fetch | undefined): () => void {
  if (fake === undefined) return () => undefined;
  const real = globalThis.fetch;
  globalThis.fetch = fake;
  return () => {
    globalThis.fetch = real;
  };
}
