import type { Run } from '../../contract/run.ts';
import type { ScheduleRun, ScheduleRunResponse } from '../../contract/schedule.ts';
import type { ShopSelector } from '../../contract/submit.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { sharedKeyWords } from '../../domain/schedule/shared-key.ts';
import { unknownShopsWords } from '../../domain/schedule/unknown-shops.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { flowNamed } from '../intake/resolve-flow.ts';
import { runInWork } from '../runs/run-view.ts';
import type { KnownSchedule } from './schedule-book.ts';
import { draftSlot, type RefusedShop, submitSlot, timesOf } from './slot-runs.ts';
import { shopReader } from './slot-shops.ts';

export interface RunNowParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * Runs a schedule beside its slots: a person has asked, so neither pause nor calendar nor overlap holds it back; what
 * is the same business job still attaches. Throws the first refusal when nothing at all was submitted.
 */
export async function runNow(
  { dispatcher, history, clock, ids }: RunNowParts,
  known: KnownSchedule,
  request: NonNullable<ScheduleRun>,
  by: { readonly name: string | null; readonly source: 'api' | 'ui' },
): Promise<ScheduleRunResponse> {
  const { definition } = known.record;
  const flow = flowNamed(dispatcher.catalog, definition.flow);
  const { shops, unknown } = await shopReader(history)(definition.shops);
  const now = clock.now();
  const at = request.slotAt === undefined ? now : Date.parse(request.slotAt);
  const drafted = draftSlot(timesOf(known), flow, at, shops, ids, now, {
    ...{ source: by.source, createdBy: by.name, again: `:${ids.next('run')}` },
    ...(request.params === undefined ? {} : { params: request.params }),
  });
  for (const { run } of drafted.submissions) {
    // It belongs to the schedule, and to no slot of it.
    run.slotAt = null;
    run.serialKey = null;
    run.dueAt = now;
    const expires = definition.expiresInSeconds ?? flow.expiresInSeconds;
    run.expiresAt = expires === null ? null : now + Math.round(expires * 1000);
  }
  const { runs, created, refused, shared } = await dispatcher.command(async (work) => {
    const outcome = await submitSlot(work, definition.name, drafted, { overlap: 'allow' });
    const found: Run[] = [];
    for (const id of new Set([...outcome.runIds, ...outcome.attachedTo])) {
      const run = await runInWork(work, id);
      if (run !== undefined) found.push(run);
    }
    return { ...outcome, runs: found, created: outcome.runIds.length };
  });
  const sharing = new DroverError('bad_request', sharedKeyWords(flow));
  const left = [
    ...[...refused, ...shared.map((shop) => ({ shop, error: sharing }))].map(refusalOf),
    ...unknown.map((id) => ofUnknown(id, definition.shops)),
  ];
  const [first] = left;
  if (first !== undefined && runs.length === 0) throw first.error;
  return {
    runs,
    batchId: created > 0 ? drafted.batchId : null,
    refused: left.map(({ error, ...shop }) => ({
      ...{ ...shop, message: error.message },
      ...(error.words === null ? {} : { words: error.words }),
    })),
  };
}

/** A shop for which no run was made, with why. */
interface Refusal extends Pick<ScheduleRunResponse['refused'][number], 'platform' | 'shopId'> {
  readonly error: DroverError;
}

const refusalOf = ({ shop, error }: RefusedShop): Refusal => ({
  ...{ platform: shop?.platform ?? null, shopId: shop?.id ?? null, error },
});

function ofUnknown(id: string, selector: ShopSelector | null): Refusal {
  const words = unknownShopsWords(selector ?? {}, [{ id }]);
  return { platform: selector?.platform ?? null, shopId: id, error: new DroverError('unknown_shop', words) };
}
