import { readFileSync } from 'node:fs';
import type { FlowProgram } from '../../contract/manifest.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Executor } from '../../ports/executor.ts';
import type { Ids } from '../../ports/ids.ts';
import { executeEngine } from '../engine/engine-execution.ts';
import type { EngineHttp } from '../engine/engine-http.ts';

/** What every engine of a node shares. */
export interface EngineSurroundings {
  readonly http: EngineHttp;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'random'>;
}

/** Executes a flow of an engine: with the token of the call, or the secret that the flow names. */
export function createEngineExecutor(
  program: Extract<FlowProgram, { kind: 'engine' }>,
  { http, clock, ids }: EngineSurroundings,
  environment: Readonly<Record<string, string | undefined>>,
): Executor {
  return {
    start: (frame, events, memory) => {
      const token = program.token === null ? (frame.secret ?? null) : secretNamed(program.token, environment);
      const parts = { http, clock, random: () => ids.random(), token };
      return executeEngine(parts, program, frame, events, memory);
    },
  };
}

/** The secret `NAME` of the node's environment, or the content of the file that `NAME_FILE` names; read when it is used. */
function secretNamed(name: string, environment: Readonly<Record<string, string | undefined>>): string | null {
  const value = environment[name]?.trim();
  if (value !== undefined && value !== '') return value;
  const file = environment[`${name}_FILE`];
  if (file === undefined || file === '') return null;
  try {
    const content = readFileSync(file, 'utf8').trim();
    return content === '' ? null : content;
  } catch {
    return null;
  }
}
