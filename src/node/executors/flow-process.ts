import type { StartFrame } from '../../contract/link.ts';
import { ownWords } from '../../contract/own-words.ts';
import { statusCodes } from '../../contract/run-states.ts';
import type { AttemptMemory } from '../../ports/attempt-memory.ts';
import type { ExecutionEvents, ExecutionResult, Executor } from '../../ports/executor.ts';
import { type FlowSaid, type FlowTold, flowSaidSchema } from '../flow-runner/flow-protocol.ts';
import { answerFlow } from './flow-answers.ts';
import { withoutDepth } from './flow-depth.ts';
import { type CodeProgram, flowStart } from './flow-start.ts';
import { executeProgram, type ProgramSurroundings, type ProgramTalk } from './program-execution.ts';

/** How a debugger may take part. */
export interface FlowDebugging {
  /** The address that the inspector listens on, `127.0.0.1:9229`; the flow waits for it. */
  readonly inspect: string;
}

/** Executes a TypeScript flow, each attempt in a process of its own. */
export function createFlowProcessExecutor(
  program: CodeProgram,
  surroundings: ProgramSurroundings,
  debugging: FlowDebugging | null = null,
): Executor {
  const { cwd, env } = program;
  const argv = [
    process.execPath,
    ...flags(debugging),
    runnerPath(),
    ...(debugging === null ? [] : ['--break']),
  ];
  return {
    start: (frame, events, memory) =>
      executeProgram(
        surroundings,
        {
          ...{ argv: () => argv, cwd, env, encoding: 'utf-8' },
          talk: () => talkWith(frame, program, events, memory),
        },
        frame,
        events,
      ),
  };
}

function talkWith(
  frame: StartFrame,
  program: CodeProgram,
  events: ExecutionEvents,
  memory: AttemptMemory,
): ProgramTalk {
  let say: (line: string) => void = () => undefined;
  let end: Extract<FlowSaid, { say: 'end' }> | null = null;
  const tell = (told: FlowTold): void => say(JSON.stringify(told));
  return {
    begin: (write, work) => {
      say = write;
      tell(flowStart(frame, program, work.artifactsFolder));
    },
    heard: (line, voice) => {
      const heard = flowSaidSchema.safeParse(parseJson(line)).data;
      const said = heard === undefined ? undefined : withoutDepth(heard, events);
      switch (said?.say) {
        case 'step': {
          const { phase, name, output, error } = said;
          const more = {
            ...(output === undefined ? {} : { output }),
            ...(error === undefined ? {} : { error }),
          };
          voice.take({ kind: 'step', phase, id: name, name, ...more });
          return;
        }
        case 'progress':
          voice.take({ kind: 'progress', value: said.value, note: said.note });
          return;
        case 'artifact':
          voice.take({ kind: 'artifact', path: said.path });
          return;
        case 'memo':
        case 'once':
          void answerFlow(said, memory, program.code).then(tell);
          return;
        case 'end':
          end = said;
          if (said.output !== null) voice.take({ kind: 'output', output: said.output });
          if (said.error !== null) voice.name(said.error);
          return;
        // A process prints its log; anything else was written there by the flow's own code.
        case 'log':
        case undefined:
      }
    },
    stopping: (reason) => tell({ tell: 'stop', reason }),
    result: (byExit) => resultOf(byExit, end),
  };
}

/** A flow that returned before it was asked to end has succeeded; one that ended its process before it returned has not. */
function resultOf(byExit: ExecutionResult, end: Extract<FlowSaid, { say: 'end' }> | null): ExecutionResult {
  if (end !== null && end.error === null && !end.stopped) {
    return { outcome: 'succeeded', code: statusCodes.success, error: null, output: end.output };
  }
  if (byExit.outcome !== 'succeeded') return byExit;
  const error = end?.error ?? {
    type: 'EXIT',
    message: ownWords('ended_early'),
  };
  return { outcome: 'failed', code: statusCodes.failed, error, output: null };
}

function flags(debugging: FlowDebugging | null): string[] {
  const quiet = ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
  return debugging === null ? quiet : [...quiet, `--inspect-wait=${debugging.inspect}`];
}

function runnerPath(): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return `${import.meta.dirname}/../flow-runner/flow-runner.process.${ending}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
