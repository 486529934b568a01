import type { StartFrame } from '../../contract/link.ts';
import type { FlowProgram } from '../../contract/manifest.ts';
import type { FlowStart } from '../flow-runner/flow-protocol.ts';

export type CodeProgram = Extract<FlowProgram, { kind: 'flow' }>;

/** What a flow is told at its start. Values of steps hold for the code that made them, unless the flow keeps them. */
export function flowStart(frame: StartFrame, program: CodeProgram, artifacts: string): FlowStart {
  const { entry, config, code, keep } = program;
  const { flow, run, attempt, platform, shopId, taskType, params, memos = [] } = frame;
  return {
    tell: 'start',
    flow,
    entry,
    config,
    run,
    attempt,
    platform,
    shopId,
    taskType,
    params,
    memos: memos.filter((memo) => keep || memo.code === code),
    artifacts,
    cwd: program.cwd,
  };
}
