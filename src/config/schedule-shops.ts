import type { Manifest } from '../contract/manifest.ts';
import type { ShopPlace } from '../domain/schedule/backfill-record.ts';
import { idsWithoutShop, unknownShops, unknownShopsWords } from '../domain/schedule/unknown-shops.ts';
import { type ConfigFault, fault } from './fault.ts';
import { placeOf } from './place.ts';

/** Whether a schedule names an id that none of these shops has. */
export function namesUnknownShops(
  { schedules }: Pick<Manifest, 'schedules'>,
  shops: readonly ShopPlace[],
): boolean {
  return schedules.some((one) => one.shops !== null && idsWithoutShop(one.shops, shops).length > 0);
}

/** A warning for each schedule that names ids that none of these shops has; `file` is the file's name as faults show it. */
export function unknownShopWarnings(
  { schedules }: Pick<Manifest, 'schedules'>,
  shops: readonly ShopPlace[],
  file: string,
): ConfigFault[] {
  return schedules.flatMap((one, index) => {
    if (one.shops === null) return [];
    const unknown = unknownShops(one.shops, shops);
    if (unknown.length === 0) return [];
    const place = placeOf(['schedules', index, 'shops', 'ids'], file, { schedules });
    return [fault(place, 'schedule_doubt', { detail: unknownShopsWords(one.shops, unknown) })];
  });
}
