import type { Bilingual } from '../../contract/bilingual.ts';
import type { FlowDefinition } from '../../contract/manifest.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { zoneOf } from '../cron/zone.ts';
import { defaultKey } from '../default-key.ts';
import { platformOfFlow, taskTypeOfFlow } from '../flow-match.ts';
import { said } from '../refusals/said.ts';
import { fillSlotParams } from './slot-templates.ts';

type Judged = Pick<ScheduleDefinition, 'name' | 'params' | 'shops'>;
type JudgedFlow = Pick<FlowDefinition, 'match' | 'dedupe'>;

/** That a flow's business key does not tell the shops of a slot apart. */
export function sharedKeyWords({ name, dedupe }: Pick<FlowDefinition, 'name' | 'dedupe'>): Bilingual {
  return said('schedule_shares_key', {
    ...{ flow: name, dedupe: dedupe ?? '', shop: '{shop_id}', platform: '{platform}' },
  });
}

/** Whether two shops of a slot have one business key by their flow's `dedupe`. */
export function sharesKey({ name, params, shops }: Judged, flow: JudgedFlow): boolean {
  if (flow.dedupe === null || shops === null || shops.ids?.length === 1) return false;
  const zone = zoneOf('UTC');
  if (zone === null) throw new Error('there is no zone UTC');
  const platform = shops.platform ?? platformOfFlow(flow) ?? 'platform';
  const [one, other] = ['one', 'other'].map((shopId) =>
    defaultKey(
      flow,
      {
        ...{ platform, shopId, taskType: taskTypeOfFlow(flow) },
        params: fillSlotParams(params, { schedule: name, at: 0, zone, platform, shopId }),
      },
      false,
    ),
  );
  return one !== null && one === other;
}
