import type { Bilingual } from '../../contract/bilingual.ts';
import type { JsonObject } from '../../contract/run.ts';
import { said } from '../refusals/said.ts';
import type { SlotRecord } from './schedule-record.ts';
import { idsTold } from './unknown-shops.ts';

/** Ids of unknown shops that a record keeps. */
const keptIds = 20;

/** A record that also says which ids of the schedule's selector no shop had. */
export function withUnknownShops(slot: SlotRecord, unknown: readonly string[]): SlotRecord {
  if (unknown.length === 0) return slot;
  const detail = { ...slot.detail, unknown: unknown.length, unknownShops: unknown.slice(0, keptIds) };
  return { ...slot, detail };
}

/** What a record's detail says beside its reason, each in a sentence. */
export function detailWords(detail: JsonObject): Bilingual[] {
  const { unknown, unknownShops } = detail;
  if (typeof unknown !== 'number' || !Array.isArray(unknownShops)) return [];
  const ids = unknownShops.filter((id) => typeof id === 'string').map((id) => ({ id }));
  return [said('slot_shops_unknown', { ids: idsTold(ids, unknown) })];
}
