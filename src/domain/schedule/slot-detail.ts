import { type Bilingual, bilingualSchema } from '../../contract/bilingual.ts';
import type { JsonObject } from '../../contract/run.ts';
import type { DroverError } from '../drover-error.ts';
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

/** What is to be said of a slot's submissions beside their number. */
export interface SlotRemarks {
  readonly refused: readonly { readonly error: DroverError }[];
  /** Shops whose business key is that of a run of another shop. */
  readonly shared: readonly unknown[];
}

/** The detail of a record with what is to be said of more of its submissions. */
export function detailWith(before: JsonObject | null, { refused, shared }: SlotRemarks): JsonObject | null {
  const [first] = refused;
  if (first === undefined && shared.length === 0) return before;
  const { message, words } = first?.error.told ?? {};
  return {
    ...before,
    ...(first === undefined ? {} : { refused: counted(before, 'refused') + refused.length, message }),
    ...(words === undefined ? {} : { words }),
    ...(shared.length === 0 ? {} : { sharedKey: counted(before, 'sharedKey') + shared.length }),
  };
}

/** A number that a record's detail counts; 0 where it says none. */
export function counted(detail: JsonObject | null, key: 'refused' | 'sharedKey' | 'unknown'): number {
  const count = detail?.[key];
  return typeof count === 'number' ? count : 0;
}

/** What a record's detail says beside its reason, each in a sentence. */
export function detailWords(detail: JsonObject): Bilingual[] {
  const all: Bilingual[] = [];
  const refused = counted(detail, 'refused');
  const shared = counted(detail, 'sharedKey');
  const unknown = counted(detail, 'unknown');
  if (refused > 0) all.push(said('slot_some_refused', { count: refused, reason: reasonOf(detail) }));
  if (shared > 0) all.push(said('slot_shared_key', { count: shared }));
  const ids = detail['unknownShops'];
  if (unknown > 0 && Array.isArray(ids)) {
    const told = ids.filter((id) => typeof id === 'string').map((id) => ({ id }));
    all.push(said('slot_shops_unknown', { ids: idsTold(told, unknown) }));
  }
  return all;
}

/** Why something was refused, as a record's detail tells it. */
export function reasonOf({ message, words }: JsonObject): Bilingual {
  const text = typeof message === 'string' ? message : '';
  return bilingualSchema.safeParse(words).data ?? { en: text, zh: text };
}
