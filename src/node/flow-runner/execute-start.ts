import { maxErrorMessage } from '../../contract/error-types.ts';
import { ownWords } from '../../contract/own-words.ts';
import { runFlow } from '../../sdk/execution/run-flow.ts';
import type { Flow } from '../../sdk/flow.ts';
import type { FlowSaid, FlowStart } from './flow-protocol.ts';
import type { RemoteHost } from './remote-host.ts';

type FlowEndSaid = Extract<FlowSaid, { say: 'end' }>;

/** Executes what a start asks for and gives the message that ends it. Never rejects. */
export async function executeStart(flow: Flow, start: FlowStart, host: RemoteHost): Promise<FlowEndSaid> {
  const { run, attempt, platform, shopId, taskType, params } = start;
  const end = await runFlow(
    flow,
    {
      run,
      attempt,
      flow: start.flow,
      platform,
      shopId,
      taskType,
      params,
      memos: new Map(start.memos.map((memo) => [memo.name, memo.value])),
    },
    host,
  );
  const output = end.ok ? end.output : null;
  return {
    say: 'end',
    output,
    error: end.ok ? null : end.error,
    stopped: host.stopped,
    usedFolder: host.usedFolder,
  };
}

/** The end of an attempt whose flow can't be loaded. */
export function notLoaded(error: unknown): FlowEndSaid {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const message = ownWords('not_loaded', { reason: words }).slice(0, maxErrorMessage);
  return { say: 'end', output: null, error: { type: 'CONFIG', message }, stopped: false, usedFolder: false };
}
