/**
 * Pausing and resuming a shop: its key is closed, its queued runs give their room back and what waits for something else
 * stands under it now; running ones go on.
 */
import type { RunError } from '../../contract/run-error.ts';
import { configuredRoom, shopKey } from '../../domain/limit-keys.ts';
import type { KeyClosure, KeyRecord } from '../../domain/records.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { ensureKey, place, settle, withdraw } from './admission.ts';
import type { Work } from './work.ts';

/** Waiters of a shop that is paused which are told so at once; any beyond that learn it when their turn comes. */
const toldAtOnce = 1_000;
/** Kinds of keys that a run asks for after its shop's. */
const afterShop = new Set(['flow', 'platform', 'pool']);

/** Closes a shop's key. A shop that is already paused keeps its first reason. Returns whether it changed. */
export async function pauseShop(
  work: Work,
  platform: string | null,
  shopId: string,
  closure: KeyClosure,
): Promise<boolean> {
  const key = await ensureKey(work, shopKey(platform, shopId));
  if (key.closed !== null) return false;
  await work.tx.setKeyClosed(key.id, closure);
  work.tellChange('shops');
  const closed: KeyRecord = { ...key, closed: closure };
  for (const found of await work.tx.queuedHolders(key.id)) {
    const run = work.adopt(found);
    if (run.state === 'queued') await withdraw(work, run, closed, 'paused');
  }
  for (const found of await work.tx.shopWaitersElsewhere({ platform, shopId }, key.id, toldAtOnce)) {
    const run = work.adopt(found);
    const under = run.blockedBy === null ? undefined : await work.tx.keyById(run.blockedBy);
    if (under !== undefined && afterShop.has(under.name.split(':', 1)[0] ?? '')) await place(work, run);
  }
  return true;
}

/** Pauses the shop of a run that lost its login or met a captcha. */
export async function pauseShopOf(work: Work, run: RunRecord, error: RunError): Promise<void> {
  if (run.shopId === null) return;
  await pauseShop(work, run.platform, run.shopId, {
    at: work.now,
    by: null,
    note: error.message,
    cause: error.type,
  });
}

/** Opens a shop's key again and places its waiters. Returns whether it was paused. */
export async function resumeShop(work: Work, platform: string | null, shopId: string): Promise<boolean> {
  const key = await work.tx.key(shopKey(platform, shopId));
  if (key === undefined || key.closed === null) return false;
  await work.tx.setKeyClosed(key.id, null);
  work.tellChange('shops');
  work.freed.add(key.id);
  await settle(work);
  return true;
}

/** Gives a shop room of its own (null: by configuration); waiters are retried. */
export async function setShopRoom(
  work: Work,
  platform: string,
  shopId: string,
  room: number | null,
): Promise<void> {
  const shop = await work.tx.shop(platform, shopId);
  // The shop's row is what rooms are computed from at the next start.
  if (shop !== undefined && shop.room !== room) await work.tx.putShop({ ...shop, room });
  const key = await ensureKey(work, shopKey(platform, shopId));
  await work.tx.setKeyRoom(key.id, room ?? configuredRoom(key.name, work.catalog.limits));
  work.freed.add(key.id);
  await settle(work);
}
