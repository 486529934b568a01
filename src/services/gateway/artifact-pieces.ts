import type { ArtifactFrame } from '../../contract/link-artifacts.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Artifacts, Received } from '../artifacts/artifacts.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Session } from './session.ts';

/** Stores a piece of a file, gives its credit back and says how far the file has come. */
export async function receiveArtifact(
  parts: {
    readonly artifacts: Pick<Artifacts, 'receive'>;
    readonly dispatcher: Dispatcher;
    readonly logger: Logger;
  },
  session: Session,
  frame: ArtifactFrame,
): Promise<void> {
  const { run, attempt, n } = frame;
  let received: Received | null = null;
  try {
    received = session.isAssigned(frame)
      ? await parts.artifacts.receive(frame, () => record(parts.dispatcher, session.nodeKey, frame))
      : { bytes: 0, done: false, refused: 'its attempt is not under way here' };
  } catch (error) {
    // Not answered: the node sends the piece again.
    parts.logger.error({ run, name: frame.name, error }, 'a piece of a file could not be stored');
  }
  session.send([
    { t: 'credit', bytes: frame.data.length },
    ...(received === null ? [] : [{ t: 'artifact_had' as const, run, attempt, n, ...received }]),
  ]);
}

/** Makes a stored file part of its run, if the attempt still runs on this node. */
function record(dispatcher: Dispatcher, nodeKey: number, frame: ArtifactFrame): Promise<boolean> {
  const { attempt, n, name, size } = frame;
  return dispatcher.command(async (work) => {
    const run = await work.runById(frame.run);
    if (run?.state !== 'running' || run.attempt !== attempt || run.node !== nodeKey) return false;
    await work.note(run, { kind: 'artifact', attempt, n, name, size });
    return true;
  });
}
