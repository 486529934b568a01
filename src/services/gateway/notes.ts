/** What running attempts say of themselves: steps and progress, as events of their runs. */
import type { ProgressFrame, StepFrame } from '../../contract/link.ts';
import type { RunEvent } from '../../contract/run-event.ts';
import type { Work } from '../dispatch/work.ts';

export type NoteFrame = StepFrame | ProgressFrame;

/** Records them in order; those of attempts that are not the node's any more are dropped. */
export async function recordNotes(work: Work, nodeKey: number, frames: readonly NoteFrame[]): Promise<void> {
  for (const frame of frames) {
    const run = await work.runById(frame.run);
    if (run?.state !== 'running' || run.attempt !== frame.attempt || run.node !== nodeKey) continue;
    await work.note(run, eventOf(frame));
  }
}

function eventOf(frame: NoteFrame): RunEvent {
  if (frame.t === 'progress') {
    return { kind: 'progress', attempt: frame.attempt, value: frame.value, note: frame.note };
  }
  const { attempt, phase, id, name, input, output, error } = frame;
  return {
    kind: 'step',
    attempt,
    phase,
    id,
    name,
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
  };
}
