import { engineFlowName, enginePool } from '../contract/exec.ts';
import type { FlowDefinition, FlowProgram } from '../contract/manifest.ts';
import { anyParams } from '../domain/params-schema.ts';
import type { Settings } from './settings.ts';

export type EngineProgram = Extract<FlowProgram, { kind: 'engine' }>;

/** What engines say where a flow names no words of its own. */
export const usualStatuses: EngineProgram['statuses'] = {
  completed: ['COMPLETED'],
  failed: ['FAILED'],
  stopped: ['CANCELLED', 'CANCELED', 'TIMEOUT', 'UNKNOWN'],
};

/** The built-in flow of `/rpa/v1/exec`: the engine that the environment names, with each caller's own token. */
export function engineFlow({ engine }: Pick<Settings, 'engine'>): FlowDefinition {
  return {
    name: engineFlowName,
    kind: 'engine',
    title: '外部引擎 Engine',
    description: 'POST /rpa/v1/exec',
    match: null,
    params: anyParams,
    timeoutSeconds: engine.timeoutSeconds,
    retry: { max: 0 },
    pool: enginePool,
    limits: [],
    expiresInSeconds: null,
    tags: [],
    manualMinutes: null,
    expected: null,
    dedupe: null,
    // The same everywhere: where the engine is, is the node's own affair.
    hash: 'built-in',
    program: {
      kind: 'engine',
      createUrl: engine.createUrl,
      queryUrl: engine.queryUrl,
      cancelUrl: null,
      project: null,
      execPosition: 'EXECUTOR',
      token: null,
      statuses: usualStatuses,
      intervalSeconds: engine.querySeconds,
    },
  };
}
