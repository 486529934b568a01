/**
 * What a node's session sends: renewals at once, the rest of a batch by its kinds. What can't be stored is not acknowledged,
 * and the node sends it again.
 */
import type { NodeFrame, ResultFrame, ServerFrame } from '../../contract/link.ts';
import type { KeyRecord } from '../../domain/records.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LiveBus } from '../../ports/live-bus.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Artifacts } from '../artifacts/artifacts.ts';
import { endAttempts } from '../dispatch/attempts.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { setLeaving, withdrawUnheld } from '../dispatch/node-sessions.ts';
import type { RunLogs } from '../run-logs.ts';
import { receiveArtifact } from './artifact-pieces.ts';
import { endLog, keepMemory, keepNotes, storeLog } from './attempt-frames.ts';
import { type Claims, claimIn } from './claims.ts';
import type { OpenSecret } from './engine-starts.ts';
import type { MemoryFrame } from './memory.ts';
import type { NoteFrame } from './notes.ts';
import { takeOffer } from './offers.ts';
import type { Session, Unheld } from './session.ts';

export interface NodeFramesParts {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly liveBus: LiveBus;
  readonly logger: Logger;
  readonly logs: Pick<RunLogs, 'append' | 'end' | 'lost'>;
  readonly artifacts: Pick<Artifacts, 'receive'>;
  readonly openSecret: OpenSecret;
  readonly claims: Claims;
  /** All requirement classes that there are. */
  readonly classes: () => readonly KeyRecord[];
  /** What a renewal is good for from its arrival, ms. */
  readonly termMs: number;
  /** Tells that the node stands otherwise now. */
  readonly tell: (nodeId: string) => void;
}

export interface NodeFrames {
  /** Extends the session's lease and settles what it holds and what it should. */
  renew(session: Session, frame: Extract<NodeFrame, { t: 'renew' }>): void;
  /** Deals with the rest of a batch. */
  take(session: Session, frames: readonly Exclude<NodeFrame, { t: 'renew' }>[]): Promise<void>;
}

export function createNodeFrames(parts: NodeFramesParts): NodeFrames {
  const { dispatcher, clock, logger, claims, openSecret, termMs } = parts;

  function renew(session: Session, frame: Extract<NodeFrame, { t: 'renew' }>): void {
    session.leaseEndsAt = clock.uptimeMs() + termMs;
    session.lastSeenAt = clock.now();
    const { unheld, foreign } = session.renewed(frame.n, frame.acked, frame.held);
    session.send([
      { t: 'renewed', n: frame.n },
      ...foreign.map((ref): ServerFrame => ({ t: 'kill', ...ref })),
    ]);
    if (unheld.length > 0) void withdraw(session, unheld);
    if (session.free > 0) claims.claimOverdue();
  }

  async function withdraw(session: Session, unheld: readonly Unheld[]): Promise<void> {
    try {
      await dispatcher.command((work) => withdrawUnheld(work, session.nodeKey, session.id, unheld));
      for (const { ref } of unheld) session.unassign(ref);
      await claims.claimFor(session);
    } catch (error) {
      // Still missing at the next renewal: tried again then.
      logger.error({ node: session.nodeId, error }, 'withdrawing an assignment failed');
    }
  }

  /** Records the results of one batch, and claims for the slots that they free, in one transaction. */
  async function results(session: Session, frames: readonly ResultFrame[]): Promise<void> {
    const openings = session.openings(frames);
    const canClaim = !session.claiming && !session.draining && session.connected;
    try {
      if (canClaim) session.beginClaim();
      const { verdicts, next } = await dispatcher.command(async (work) => {
        const all = await endAttempts(work, session.nodeKey, frames);
        return {
          verdicts: all,
          next: canClaim ? await claimIn(work, session, openings, openSecret) : null,
        };
      });
      for (const frame of frames) session.unassign(frame);
      const acks = frames.map(
        (frame, i): ServerFrame => ({
          t: 'ended',
          run: frame.run,
          attempt: frame.attempt,
          verdict: verdicts[i] ?? 'stale',
        }),
      );
      session.send(next === null ? acks : [...acks, ...claims.assign(session, next)]);
    } catch (error) {
      // Not acknowledged: the node keeps the results and sends them again.
      logger.error({ node: session.nodeId, error, count: frames.length }, 'results could not be recorded');
    } finally {
      if (canClaim) session.endClaim();
    }
    if (!canClaim || session.claimAgain) await claims.claimFor(session);
  }

  async function take(
    session: Session,
    frames: readonly Exclude<NodeFrame, { t: 'renew' }>[],
  ): Promise<void> {
    const ended: ResultFrame[] = [];
    const noted: NoteFrame[] = [];
    const kept: MemoryFrame[] = [];
    const logged: Promise<void>[] = [];
    for (const frame of frames) {
      if (frame.t === 'result') ended.push(frame);
      else if (frame.t === 'step' || frame.t === 'progress') noted.push(frame);
      else if (frame.t === 'log') logged.push(storeLog(parts, session, frame));
      else if (frame.t === 'artifact') logged.push(receiveArtifact(parts, session, frame));
      else if (frame.t === 'memo' || frame.t === 'once') kept.push(frame);
      else if (frame.t === 'offer') await takeOffer(parts, session, frame);
      else if (frame.t === 'state') {
        session.leaving = frame.draining;
        await dispatcher.command((work) => setLeaving(work, session.nodeId, session.id, frame.draining));
        parts.tell(session.nodeId);
      }
    }
    if (kept.length > 0) await keepMemory(parts, session, kept);
    if (noted.length > 0) await keepNotes(parts, session, noted);
    if (logged.length > 0) await Promise.all(logged);
    for (const frame of ended) await endLog(parts, session, frame);
    if (ended.length > 0) await results(session, ended);
  }

  return { renew, take };
}
