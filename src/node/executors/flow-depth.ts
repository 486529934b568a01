import { isTooDeep, tooDeepWords } from '../../contract/json-depth.ts';
import type { ExecutionEvents } from '../../ports/executor.ts';
import type { FlowSaid } from '../flow-runner/flow-protocol.ts';

/**
 * What is taken of what a flow says, whose own code may write there too: a step's output that is nested too deep is left
 * out, and a run whose output is so fails. What it asks to be remembered is checked where it is answered.
 */
export function withoutDepth(said: FlowSaid, events: Pick<ExecutionEvents, 'log'>): FlowSaid {
  if ((said.say !== 'step' && said.say !== 'end') || !isTooDeep(said.output)) return said;
  if (said.say === 'step') {
    events.log('sys', `the output of the step "${said.name}" is left out: it is ${tooDeepWords}`);
    return { ...said, output: { leftOut: tooDeepWords } };
  }
  const message = `the output of the flow is ${tooDeepWords}`;
  events.log('sys', message);
  return { ...said, output: null, error: said.error ?? { type: 'EXIT', message } };
}
