import type { FlowDefinition } from '../../contract/manifest.ts';
import type { JsonObject } from '../../contract/run.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { zoneOf } from '../cron/zone.ts';
import { platformOfFlow } from '../flow-match.ts';
import type { ParamsFault } from '../params-faults.ts';
import { templateNames } from '../templates.ts';
import { fillSlotParams, slotTexts } from './slot-templates.ts';
import { timetableOf } from './timetable.ts';

/** So many slots in a row must fail: a day of the week, say, may fit only some of them. */
const triedSlots = 8;
const triedFrom = Date.UTC(2026, 0, 1);
/** Stands for a shop that is known only when its slot has come. */
const someShop = 'shop';

/**
 * Why the parameters of a schedule can never fit its flow: what `check` finds in them when the templates are filled for the
 * first slots, at none of which they fit. What depends on the shop is left to the slot.
 */
export function paramsTrial(
  definition: ScheduleDefinition,
  flow: FlowDefinition,
  check: (params: JsonObject) => ParamsFault[],
): ParamsFault[] {
  const utc = zoneOf('UTC');
  if (utc === null) throw new Error('there is no zone UTC');
  const { name, params, shops } = definition;
  const timetable = timetableOf({ ...definition, enabled: true }, utc);
  const platform = platformOfFlow(flow);
  const open = shops === null ? [] : shopTexts(params);
  const faultsAt = (at: number): ParamsFault[] =>
    check(
      fillSlotParams(params, {
        ...{ schedule: name, at, zone: timetable.zone },
        platform: shops === null ? platform : (platform ?? someShop),
        shopId: shops === null ? null : someShop,
      }),
    ).filter(({ at }) => !open.some((pointer) => pointer === at || pointer.startsWith(`${at}/`)));
  let at = timetable.next(triedFrom);
  const faults = faultsAt(at ?? triedFrom);
  for (let tried = 1; at !== null && faults.length > 0 && tried < triedSlots; tried++) {
    at = timetable.next(at);
    if (at !== null && faultsAt(at).length === 0) return [];
  }
  return faults;
}

/** Where texts stand that name the shop, as JSON pointers. */
function shopTexts(params: JsonObject): string[] {
  return slotTexts(params)
    .filter(({ text }) => templateNames(text).some((one) => one === 'shop_id' || one === 'platform'))
    .map(({ path }) => path.replaceAll(/[.[]/g, '/').replaceAll(']', ''));
}
