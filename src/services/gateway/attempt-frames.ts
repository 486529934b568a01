/** What a running attempt sends besides its result: steps and progress, what it keeps for a retry, and its log. */
import { logLineCost, type NodeFrame, type ResultFrame } from '../../contract/link.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { RunLogs } from '../run-logs.ts';
import { type MemoryFrame, remember } from './memory.ts';
import { type NoteFrame, recordNotes } from './notes.ts';
import type { Session } from './session.ts';

export interface AttemptFramesParts {
  readonly dispatcher: Dispatcher;
  readonly logger: Logger;
  readonly logs: Pick<RunLogs, 'append' | 'end' | 'lost'>;
}

/** Records steps and progress; what can't be recorded is said in the log and lost. */
export async function keepNotes(
  { dispatcher, logger }: AttemptFramesParts,
  session: Session,
  frames: readonly NoteFrame[],
): Promise<void> {
  try {
    await dispatcher.command((work) => recordNotes(work, session.nodeKey, frames));
  } catch (error) {
    logger.error({ node: session.nodeId, error }, 'steps could not be recorded');
  }
}

/** Records what attempts keep and answers; without an answer the node asks again. */
export async function keepMemory(
  { dispatcher, logger }: AttemptFramesParts,
  session: Session,
  frames: readonly MemoryFrame[],
): Promise<void> {
  try {
    session.send(await dispatcher.command((work) => remember(work, session.nodeKey, frames)));
  } catch (error) {
    const fields = { node: session.nodeId, error: String(error) };
    logger.error(fields, 'what attempts keep could not be recorded');
  }
}

/** Stores log lines of an attempt that is this node's, and gives the credit back. */
export async function storeLog(
  { logger, logs }: AttemptFramesParts,
  session: Session,
  frame: Extract<NodeFrame, { t: 'log' }>,
): Promise<void> {
  const bytes = frame.lines.reduce((sum, line) => sum + Buffer.byteLength(line[2]) + logLineCost, 0);
  try {
    // A stale attempt's lines are dropped.
    if (session.isAssigned(frame)) await logs.append(frame.run, frame.attempt, frame.from, frame.lines);
  } catch (error) {
    logger.error({ run: frame.run, error }, 'log lines could not be stored');
  }
  session.send([{ t: 'credit', bytes }]);
}

/** Says in the log what of it will never come. What can't be said is missing from the log alone. */
export async function endLog(
  { logger, logs }: AttemptFramesParts,
  session: Session,
  { run, attempt, lines = 0, endedAt }: ResultFrame,
): Promise<void> {
  if (!session.isAssigned({ run, attempt })) return;
  await logs
    .end(run, attempt, lines, endedAt)
    .catch((error: unknown) => logger.error({ run, error }, 'the end of a log could not be stored'));
}

/** The same for an attempt that was lost: how much of it is missing nobody knows. */
export async function tellLoss(
  { logger, logs }: Pick<AttemptFramesParts, 'logger' | 'logs'>,
  run: string,
  attempt: number,
  at: number,
): Promise<void> {
  await logs
    .lost(run, attempt, at)
    .catch((error: unknown) => logger.error({ run, error }, 'the end of a log could not be stored'));
}
