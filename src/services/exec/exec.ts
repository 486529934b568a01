/**
 * The exec API: a request becomes a run of the built-in flow `engine`, or attaches to the one that is under way for the
 * same request. Authority: the store. The caller's token is stored encrypted, in the transaction that makes the run, and
 * erased in the one that ends it; nodes get it with the start. A caller that goes away changes nothing.
 */
import { type ExecBody, engineFlowName } from '../../contract/exec.ts';
import type { JsonObject } from '../../contract/run.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { execFrameOf, frameText, timeoutFrame } from '../../domain/exec-outcome.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { LiveBus } from '../../ports/live-bus.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { submit } from '../dispatch/submission.ts';
import { draftRun } from '../intake/draft.ts';
import { flowNamed } from '../intake/resolve-flow.ts';
import { createRunEnds, type RunEnds } from './run-ends.ts';
import type { SecretBox } from './secret-box.ts';
import { verdictMemo, verdictOf } from './verdict.ts';

/** How long after the deadline the node's own word is waited for, ms. */
const graceMs = 500;

export interface ExecParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly liveBus: LiveBus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly secrets: SecretBox;
  /** Makes a sid for a request without one. */
  readonly newSid: () => string;
}

/** An exec that is under way, or was. */
export interface OpenedExec {
  readonly runId: string;
  readonly sid: string;
  /** ms since epoch: by then its caller is told something. */
  readonly deadline: number;
}

export interface Exec {
  /**
   * Stores the request, or attaches to the run of an equal one under way (a non-empty sid and everything else equal,
   * the token too). Throws `store_unavailable`, `disk_full`, `params_too_large`.
   */
  open(body: ExecBody, token: string): Promise<OpenedExec>;
  /** The run that a caller goes on with; null: there is none, or it was another request's. */
  resume(runId: string, body: ExecBody, token: string): Promise<OpenedExec | null>;
  /** Calls `ended` once with the text of the result frame, unless the returned function is called before. */
  watch(exec: OpenedExec, ended: (frame: string) => void): () => void;
  /** The frame to give at the deadline: the node's word where it has one, else a time-out. */
  atDeadline(exec: OpenedExec): Promise<string>;
  /** When that is asked for, ms since epoch. */
  lastCall(exec: OpenedExec): number;
  readonly ends: RunEnds;
}

export function createExec(parts: ExecParts): Exec {
  const { dispatcher, secrets } = parts;
  const ends = createRunEnds(parts);

  const fingerprintOf = (body: ExecBody, token: string): string =>
    secrets.fingerprint(canonicalJson({ ...body, sid: body.sid ?? '', token }));

  const openedOf = (run: RunRecord, sid: string): OpenedExec => ({
    runId: run.id,
    sid,
    deadline: run.expiresAt ?? run.createdAt + run.timeoutSeconds * 1000,
  });

  return {
    open: async (body, token) => {
      const flow = flowNamed(dispatcher.catalog, engineFlowName);
      const fingerprint = fingerprintOf(body, token);
      const given = body.sid ?? '';
      const sid = given === '' ? parts.newSid() : given;
      const id = parts.ids.next('run');
      const run = draftRun(
        {
          params: paramsOf(body),
          expiresInSeconds: flow.timeoutSeconds,
          ...(given === '' ? {} : { dedupeKey: fingerprint }),
        },
        flow,
        null,
        id,
        parts.clock.now(),
        { source: 'exec', createdBy: 'exec', batchId: null, byPerson: false },
      );
      const submission = {
        run,
        onDuplicate: 'attach',
        requirementTags: flow.tags,
        idempotency: null,
      } as const;
      const sealedToken = secrets.seal(token, id);
      return dispatcher.command(async (work) => {
        const outcome = await submit(work, submission);
        if (outcome.kind !== 'created' && outcome.kind !== 'attached')
          throw new DroverError('internal', `an exec was ${outcome.kind}`, { kind: 'bug' });
        const stored = await work.runById(outcome.runId);
        if (stored === undefined)
          throw new DroverError('internal', `run ${outcome.runId} is not there`, { kind: 'bug' });
        if (outcome.kind === 'created')
          await work.tx.putExec({ runSeq: stored.seq, sid, fingerprint, sealedToken });
        return openedOf(stored, sid);
      });
    },

    resume: async (runId, body, token) => {
      const fingerprint = fingerprintOf(body, token);
      return dispatcher.command(async (work) => {
        const run = await work.runById(runId);
        const known = run === undefined ? undefined : await work.tx.exec(run.seq);
        return run === undefined || known?.fingerprint !== fingerprint ? null : openedOf(run, known.sid);
      });
    },

    watch: (exec, ended) =>
      ends.watch(exec.runId, (run) => ended(execFrameOf(run, exec.sid, exec.deadline + graceMs))),

    lastCall: (exec) => exec.deadline + graceMs,

    atDeadline: async (exec) => {
      try {
        return await dispatcher.command(async (work) => {
          const run = await work.runById(exec.runId);
          const memos = run === undefined ? [] : await work.tx.memos(run.seq);
          const said = memos.find((memo) => memo.name === verdictMemo)?.value ?? null;
          const verdict = said === null ? null : verdictOf(JSON.parse(said));
          return verdict === null
            ? timeoutFrame(exec.sid)
            : frameText(verdict.code, verdict.message, exec.sid, null);
        });
      } catch (error) {
        parts.logger.warn({ run: exec.runId, error: String(error) }, 'an overdue exec could not be read');
        return timeoutFrame(exec.sid);
      }
    },
    ends,
  };
}

/** What the engine is asked for; version and phone number only where they are given. */
function paramsOf({ project_id, exec_position, params, version, phone_number }: ExecBody): JsonObject {
  return {
    project_id,
    exec_position,
    params,
    ...(version === null ? {} : { version }),
    ...(phone_number === null ? {} : { phone_number }),
  };
}
