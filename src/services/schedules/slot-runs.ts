/** From a slot that is to run to its submissions, and the transaction that makes them. */
import type { FlowDefinition } from '../../contract/manifest.ts';
import type { JsonObject } from '../../contract/run.ts';
import type { OverlapMode, ScheduleDefinition } from '../../contract/schedule-definition.ts';
import type { OnDuplicate } from '../../contract/submit.ts';
import { defaultKey } from '../../domain/default-key.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { platformOfFlow, taskTypeOfFlow } from '../../domain/flow-match.ts';
import { fillSlotParams } from '../../domain/schedule/slot-templates.ts';
import { shareOf, type Timetable } from '../../domain/schedule/timetable.ts';
import type { Ids } from '../../ports/ids.ts';
import { requestCancel } from '../dispatch/cancelling.ts';
import { type Submission, submit } from '../dispatch/submission.ts';
import type { Work } from '../dispatch/work.ts';
import { draftRun } from '../intake/draft.ts';
import { keepFiles } from '../uploads/keep-files.ts';
import type { KnownSchedule } from './schedule-book.ts';

/** A schedule as far as its runs go by it. */
export interface ScheduleTimes {
  readonly definition: ScheduleDefinition;
  readonly timetable: Timetable;
}

export const timesOf = ({ record, timetable }: KnownSchedule): ScheduleTimes => ({
  definition: record.definition,
  timetable,
});

/** A shop that a run is for; null: none. */
export type SlotShop = { readonly platform: string; readonly id: string } | null;

/** A shop that gets no run, with why. */
export interface RefusedShop {
  readonly shop: SlotShop;
  readonly error: DroverError;
}

/** What is submitted for a slot: one for each shop, or why not. */
export interface SlotSubmissions {
  readonly submissions: readonly Submission[];
  readonly refused: readonly RefusedShop[];
  readonly batchId: string | null;
}

export interface SlotOrigin {
  readonly source: 'schedule' | 'api' | 'ui';
  readonly createdBy: string | null;
  /** Put over the schedule's parameters. */
  readonly params?: JsonObject;
  /** Runs go one after another whatever the schedule says of overlaps. */
  readonly inTurn?: boolean;
  /** A key that lets the same slot be run again. */
  readonly again?: string;
  /** The batch that the runs belong to; default: a new one where the schedule is for shops. */
  readonly batchId?: string;
}

/** The key whose room is 1: runs of a schedule (in one shop) that go one after another. */
const serialKey = (schedule: string, shop: SlotShop): string =>
  shop === null ? `serial:${schedule}` : `serial:${schedule}:${shop.platform}:${shop.id}`;

/** Makes the submissions of a slot; what a flow's schema refuses is told apart. */
export function draftSlot(
  { definition, timetable }: ScheduleTimes,
  flow: FlowDefinition,
  at: number,
  shops: readonly SlotShop[],
  ids: Ids,
  now: number,
  origin: SlotOrigin,
): SlotSubmissions {
  const batchId = origin.batchId ?? (definition.shops === null ? null : ids.next('batch'));
  const submissions: Submission[] = [];
  const refused: RefusedShop[] = [];
  const taskType = taskTypeOfFlow(flow);
  for (const shop of shops) {
    const platform = shop?.platform ?? platformOfFlow(flow);
    const shopId = shop?.id ?? null;
    const params = fillSlotParams(
      { ...definition.params, ...origin.params },
      { schedule: definition.name, at, zone: timetable.zone, platform, shopId },
    );
    try {
      const key =
        defaultKey(flow, { platform, shopId, taskType, params }, false) ??
        slotKey(definition.name, at, shop, origin.again);
      const run = draftRun(
        {
          params,
          dedupeKey: key,
          ...(shopId === null ? {} : { shopId }),
          ...(definition.priority === null ? {} : { priority: definition.priority }),
          ...(definition.timeoutSeconds === null ? {} : { timeoutSeconds: definition.timeoutSeconds }),
          ...(definition.maxRetries === null ? {} : { maxRetries: definition.maxRetries }),
          tags: [...new Set([...flow.tags, ...definition.tags])],
        },
        flow,
        platform,
        ids.next('run'),
        now,
        { source: origin.source, createdBy: origin.createdBy, batchId, byPerson: false },
      );
      const dueAt = Math.max(now, timetable.dueOf(at) + spreadMs(definition, shop));
      const expires = definition.expiresInSeconds ?? flow.expiresInSeconds;
      run.dueAt = dueAt;
      run.expiresAt = expires === null ? null : dueAt + Math.round(expires * 1000);
      run.scheduleId = definition.name;
      run.slotAt = at;
      if (serial(definition.overlap, origin.inTurn)) run.serialKey = serialKey(definition.name, shop);
      const onDuplicate: OnDuplicate = 'attach';
      submissions.push({ run, onDuplicate, requirementTags: flow.tags, idempotency: null, fresh: true });
    } catch (error) {
      if (!(error instanceof DroverError) || error.kind === 'bug') throw error;
      refused.push({ shop, error });
    }
  }
  return { submissions, refused, batchId };
}

function serial(overlap: OverlapMode, inTurn = false): boolean {
  return overlap === 'queue' || overlap === 'cancel-running' || (inTurn && overlap !== 'allow');
}

function slotKey(schedule: string, at: number, shop: SlotShop, again = ''): string {
  const slot = new Date(at).toISOString();
  return shop === null
    ? `slot:${schedule}:${slot}${again}`
    : `slot:${shop.platform}:${shop.id}:${slot}${again}`;
}

/** How much later than the slot this shop's run comes: always the same. */
function spreadMs({ name, spreadSeconds }: { name: string; spreadSeconds: number }, shop: SlotShop): number {
  if (shop === null || spreadSeconds === 0) return 0;
  return Math.floor(shareOf(`${name}\0${shop.platform}\0${shop.id}`) * spreadSeconds * 1000);
}

/** How a slot's submissions are judged. */
export interface SlotTerms {
  readonly overlap: OverlapMode;
  /** Shops of the whole slot; default: those of these submissions. */
  readonly asked?: number;
}

/** What a transaction has made of a slot's submissions. */
export interface SlotOutcome {
  readonly runIds: readonly string[];
  readonly attachedTo: readonly string[];
  /** Those among them that met a run of another shop: their business key does not tell them apart. */
  readonly shared: readonly SlotShop[];
  /** Left out since another run of the schedule is there; with that run. */
  readonly leftOut: readonly { readonly runId: string; readonly waits: boolean }[];
  /** Those that were refused before, and those whose files are gone. */
  readonly refused: readonly RefusedShop[];
}

/** Submits within a command, each judged by what its shop's last run of this schedule does. */
export async function submitSlot(
  work: Work,
  schedule: string,
  { submissions, batchId, refused: refusedBefore }: SlotSubmissions,
  { overlap, asked = submissions.length + refusedBefore.length }: SlotTerms,
): Promise<SlotOutcome> {
  const runIds: string[] = [];
  const attachedTo: string[] = [];
  const shared: SlotShop[] = [];
  const leftOut: { runId: string; waits: boolean }[] = [];
  const refused = [...refusedBefore];
  for (const submission of submissions) {
    const others =
      overlap === 'allow' ? [] : await work.tx.liveRunsOfSchedule(schedule, shopOf(submission.run));
    const [holder] = others;
    if (holder !== undefined && overlap === 'skip') {
      leftOut.push({ runId: holder.id, waits: false });
      continue;
    }
    const waiting = others.find((run) => run.attempt === 0);
    if (overlap === 'queue' && waiting !== undefined && others.length > 1) {
      leftOut.push({ runId: waiting.id, waits: true });
      continue;
    }
    // Nothing is cancelled for a run that then can't be made.
    const gone = overlap === 'cancel-running' ? await keepFiles(work, submission.run) : null;
    if (gone !== null) {
      refused.push({ shop: shopOf(submission.run), error: gone });
      continue;
    }
    if (overlap === 'cancel-running')
      for (const other of others) {
        const run = await work.run(other.seq);
        if (run !== undefined) await requestCancel(work, run, `schedule ${schedule}`, 'replaced');
      }
    const outcome = await submit(work, submission);
    if (outcome.kind === 'created') runIds.push(outcome.runId);
    else if (outcome.kind === 'attached') {
      attachedTo.push(outcome.runId);
      const { platform, shopId } = submission.run;
      const met = await work.runById(outcome.runId);
      if (met?.shopId !== shopId || met.platform !== platform) shared.push(shopOf(submission.run));
    } else if (outcome.kind === 'refused')
      refused.push({ shop: shopOf(submission.run), error: outcome.error });
  }
  if (batchId !== null && runIds.length > 0) {
    const [first] = submissions;
    await work.tx.ensureBatch({
      ...{
        id: batchId,
        flow: first?.run.flow ?? null,
        createdBy: `schedule ${schedule}`,
        createdAt: work.now,
      },
      ...{ asked, attached: attachedTo.length, refused: leftOut.length + refused.length },
    });
  }
  return { runIds, attachedTo, shared, leftOut, refused };
}

function shopOf({ platform, shopId }: Submission['run']): SlotShop {
  return shopId === null ? null : { platform: platform ?? '', id: shopId };
}
