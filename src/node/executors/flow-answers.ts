import { isTooDeep, tooDeepWords } from '../../contract/json-depth.ts';
import type { AttemptMemory } from '../../ports/attempt-memory.ts';
import type { FlowSaid, FlowTold } from '../flow-runner/flow-protocol.ts';

type Question = Extract<FlowSaid, { say: 'memo' | 'once' }>;
type Answer = Extract<FlowTold, { tell: 'answer' }>;

/** Has the server remember what a flow asks for; resolves with the answer for the flow. Never rejects. */
export async function answerFlow(question: Question, memory: AttemptMemory, code: string): Promise<Answer> {
  const answer = { tell: 'answer', id: question.id } as const;
  try {
    const value = await remember(question, memory, code);
    return value === undefined ? answer : { ...answer, value };
  } catch (error) {
    return { ...answer, fault: error instanceof Error ? error.message : String(error) };
  }
}

async function remember(question: Question, memory: AttemptMemory, code: string): Promise<unknown> {
  if ('value' in question && isTooDeep(question.value)) throw new Error(`its value is ${tooDeepWords}`);
  if (question.say === 'memo') return memory.memo(question.name, code, question.value);
  const { key, phase, ttlSeconds, value } = question;
  switch (phase) {
    case 'begin':
      return memory.onceBegin(key, ttlSeconds);
    case 'done':
      return memory.onceDone(key, ttlSeconds, value);
    case 'release':
      return memory.onceRelease(key, ttlSeconds);
  }
}
