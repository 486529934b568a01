/**
 * Admission: who gets room, in which order. A run needs room under its shop, flow and platform keys and, last, in its
 * pool's requirement class. All rooms are taken in the transaction that queues it; otherwise it stands `blocked` under
 * exactly one full key. Freed keys are settled in the same transaction: their best-ranked waiters are placed anew.
 */
import {
  classKeyName,
  classRoom,
  configuredRoom,
  limitKeysOf,
  type Requirement,
  shopKey,
} from '../../domain/limit-keys.ts';
import { rankOf, reserveAfterMs } from '../../domain/rank.ts';
import type { KeyRecord } from '../../domain/records.ts';
import type { RunPatch, RunRecord } from '../../domain/run-record.ts';
import type { TransitionName } from '../../domain/run-state.ts';
import { blockedByOf } from '../runs/run-view.ts';
import type { Work } from './work.ts';

/** Waiters examined for one freed key in one transaction; the rest follows in the next. */
export const examinedPerSettle = 64;

/** A queued run that gives its room up to a better-ranked one. */
interface Victim {
  readonly run: RunRecord;
  readonly held: readonly number[];
  /** The key that it loses and will stand under. */
  readonly lost: KeyRecord;
}

type Placement =
  | { readonly kind: 'queue'; readonly take: readonly KeyRecord[]; readonly victims: readonly Victim[] }
  | { readonly kind: 'block'; readonly under: KeyRecord; readonly reserve: readonly KeyRecord[] };

/** The key of this name; made with its configured room when it is first needed. */
export async function ensureKey(work: Work, name: string): Promise<KeyRecord> {
  const known = await work.tx.key(name);
  if (known !== undefined) return known;
  let room = configuredRoom(name, work.catalog.limits);
  const [kind, platform, ...rest] = name.split(':');
  if (kind === 'shop' && platform !== undefined)
    room = (await work.tx.shop(platform, rest.join(':')))?.room ?? room;
  return work.tx.insertKey(name, room, null);
}

/** The class key of a requirement; made with the room of the nodes connected now. */
export async function ensureClass(work: Work, requirement: Requirement): Promise<KeyRecord> {
  const name = classKeyName(requirement);
  const known = await work.tx.key(name);
  if (known !== undefined) return known;
  const offers = await connectedOffers(work);
  const made = await work.tx.insertKey(name, classRoom(offers, requirement, work.remoteBroker), requirement);
  work.effects.newClasses.push(made);
  return made;
}

/** Nodes that can be counted on, as offers. */
export async function connectedOffers(work: Work) {
  return (await work.tx.nodes())
    .filter((node) => node.connected)
    .map((node) => ({
      ...node,
      draining: node.draining || node.leaving,
      flows: node.flows.map((flow) => flow.name),
    }));
}

const worse = (a: { rank: number; seq: number }, b: { rank: number; seq: number }): boolean =>
  a.rank > b.rank || (a.rank === b.rank && a.seq > b.seq);
const limitOrder = (run: RunRecord) => ({
  rank: rankOf(run.dueAt, run.priority),
  seq: run.seq === 0 ? Number.MAX_SAFE_INTEGER : run.seq,
});

async function displaced(
  work: Work,
  key: KeyRecord,
  classKey: boolean,
  me: { rank: number; seq: number },
  already: readonly Victim[],
): Promise<RunRecord | null> {
  const taken = new Set(already.map((victim) => victim.run.seq));
  let last: RunRecord | null = null;
  if (classKey) {
    const found = await work.tx.lastQueued(key.id);
    if (found !== undefined && !taken.has(found.seq)) last = work.adopt(found);
    return last !== null && worse(last, me) ? last : null;
  }
  for (const found of await work.tx.queuedHolders(key.id)) {
    const run = work.adopt(found);
    if (run.state !== 'queued' || taken.has(run.seq)) continue;
    if (last === null || worse(limitOrder(run), limitOrder(last))) last = run;
  }
  return last !== null && worse(limitOrder(last), me) ? last : null;
}

async function decide(work: Work, run: RunRecord, poolRank: number): Promise<Placement> {
  const needed = limitKeysOf(run, work.catalog.flow(run.flow), work.catalog.limits);
  const waitedLong = work.now - run.dueAt > reserveAfterMs;
  const reserved =
    run.seq !== 0 && run.state === 'blocked' && waitedLong
      ? new Set(await work.tx.heldBy(run.seq))
      : new Set<number>();
  const take: KeyRecord[] = [];
  const victims: Victim[] = [];
  for (let i = 0; i <= needed.length; i++) {
    const need = needed[i];
    const classKey = need === undefined;
    const key = classKey ? await work.tx.keyById(run.classKey) : await ensureKey(work, need.name);
    if (key === undefined) throw new Error(`class key ${run.classKey} of run ${run.id} is missing`);
    // What would have to be taken from others is not reserved: nobody is displaced for a run that can't start.
    const free = victims.length === 0 ? take.length : take.indexOf(victims[0]?.lost ?? key);
    const block = (): Placement => ({
      kind: 'block',
      under: key,
      reserve: waitedLong ? take.slice(0, free) : [],
    });
    if (key.closed !== null) return block();
    if (!classKey && !need.take) continue;
    if (key.room === null) {
      // Room without a limit is held too, so that a limit set later counts it.
      take.push(key);
      continue;
    }
    const released = victims.filter((victim) => victim.held.includes(key.id)).length;
    // What the run has reserved itself is free for it, unless the room was lowered meanwhile.
    const own = reserved.has(key.id) ? 1 : 0;
    const held = (await work.tx.heldCount(key.id)) - released - own;
    if (held >= key.room) {
      if (held > key.room || key.room === 0) return block();
      const me = classKey
        ? { rank: poolRank, seq: run.seq === 0 ? Number.MAX_SAFE_INTEGER : run.seq }
        : limitOrder(run);
      const victim = await displaced(work, key, classKey, me, victims);
      if (victim === null) return block();
      victims.push({ run: victim, held: await work.tx.heldBy(victim.seq), lost: key });
    }
    take.push(key);
  }
  return { kind: 'queue', take, victims };
}

async function release(work: Work, run: RunRecord): Promise<void> {
  for (const key of await work.tx.releaseAll(run.seq)) work.freed.add(key);
}

/** Gives back a queued run's room; it stands under `under` then. */
export async function withdraw(work: Work, run: RunRecord, under: KeyRecord, reason: string): Promise<void> {
  await release(work, run);
  const rank = under.id === run.classKey ? run.rank : rankOf(run.dueAt, run.priority);
  await work.transition(
    run,
    'withdraw',
    { blockedBy: under.id, blockedAt: work.now, rank, queuedAt: null, wakeUpPending: false },
    { reason, blockedBy: under.name },
  );
}

/** Names of the transitions with which a placement leaves the run's present state. */
export interface PlacementNames {
  readonly queue: TransitionName;
  readonly block: TransitionName;
}
const usualNames: PlacementNames = { queue: 'enqueue', block: 'block' };

/**
 * Takes room for a run, or lets it stand under the key that is full. For a new run (`seq` 0) the run is inserted;
 * otherwise the run makes the transition named, with `patch` besides. The run must hold nothing but what it reserved.
 * Keys freed before in this command go to their waiters first, so that nobody is overtaken by who frees them.
 */
export async function place(
  work: Work,
  run: RunRecord,
  patch: RunPatch = {},
  names: PlacementNames = usualNames,
  reason?: string,
): Promise<void> {
  await settle(work);
  await placeNow(work, run, patch, names, reason);
}

async function placeNow(
  work: Work,
  run: RunRecord,
  patch: RunPatch = {},
  names: PlacementNames = usualNames,
  reason?: string,
): Promise<void> {
  const inPool = run.state === 'blocked' && run.blockedBy === run.classKey && run.seq !== 0;
  const poolRank = inPool ? run.rank : rankOf(work.now, run.priority);
  const placement = await decide(work, run, poolRank);
  const fresh = run.seq === 0;
  const expiry = run.attempt === 0 ? run.expiresAt : null;
  if (!fresh && run.state === 'blocked') {
    // Only what stays reserved is held again below; the rest is given back.
    const keep = new Set(
      (placement.kind === 'queue' ? placement.take : placement.reserve).map((key) => key.id),
    );
    for (const key of await work.tx.releaseAll(run.seq)) if (!keep.has(key)) work.freed.add(key);
  }
  if (placement.kind === 'block') {
    const under = placement.under;
    const rank = under.id === run.classKey ? poolRank : rankOf(run.dueAt, run.priority);
    const { reason: closed } = blockedByOf(under);
    const why = reason ?? (closed === 'full' ? null : closed);
    const same = !fresh && run.state === 'blocked' && run.blockedBy === under.id;
    const full: RunPatch = {
      ...patch,
      blockedBy: under.id,
      blockedAt: same ? run.blockedAt : work.now,
      rank,
      wakeAt: expiry,
      queuedAt: null,
    };
    if (fresh) {
      Object.assign(run, full);
      await work.insert(run, 'block', under.name, why);
    } else if (!same || Object.keys(patch).length > 0) {
      await work.transition(run, names.block, full, {
        blockedBy: under.name,
        ...(why === null ? {} : { reason: why }),
      });
    }
    for (const key of placement.reserve) await work.tx.hold(key.id, run.seq);
    return;
  }
  for (const victim of placement.victims) await withdraw(work, victim.run, victim.lost, 'displaced');
  const full: RunPatch = {
    ...patch,
    blockedBy: null,
    blockedAt: null,
    rank: poolRank,
    wakeAt: expiry,
    queuedAt: work.now,
    wakeUpPending: work.remoteBroker,
  };
  if (fresh) {
    Object.assign(run, full);
    await work.insert(run, 'enqueue', null);
  } else {
    await work.transition(run, names.queue, full, reason === undefined ? {} : { reason });
  }
  for (const key of placement.take) await work.tx.hold(key.id, run.seq);
  work.wakeFor(run);
}

async function settleKey(work: Work, id: number): Promise<void> {
  let budget = examinedPerSettle;
  for (;;) {
    const key = await work.tx.keyById(id);
    if (key === undefined || key.closed !== null) return;
    const room = key.room === null ? examinedPerSettle : key.room - (await work.tx.heldCount(id));
    if (room <= 0) return;
    if (budget === 0) {
      if ((await work.tx.waiters(id, 1)).length > 0) work.effects.unsettled.add(id);
      return;
    }
    const best = await work.tx.waiters(id, Math.min(room, budget));
    if (best.length === 0) return;
    for (const found of best) {
      const run = work.adopt(found);
      // Placing the ones before may have moved it.
      if (run.state !== 'blocked' || run.blockedBy !== id) break;
      budget--;
      await placeNow(work, run);
      if (run.state === 'blocked' && run.blockedBy === id) return;
    }
  }
}

/** Kinds of keys in the order in which freed ones are settled: the reverse of that in which a run asks for them. */
const settledFirst = ['pool', 'platform', 'flow', 'shop'];

/**
 * Places the waiters of every key that was freed. Who waits under a later key has the earlier ones free and has waited
 * for this room, while a waiter of the shop only now begins to: so classes come first, shops last.
 */
export async function settle(work: Work): Promise<void> {
  while (work.freed.size > 0) {
    const freed: { readonly id: number; readonly turn: number }[] = [];
    for (const id of work.freed) {
      const kind = (await work.tx.keyById(id))?.name.split(':', 1)[0] ?? '';
      freed.push({ id, turn: settledFirst.indexOf(kind) });
    }
    work.freed.clear();
    for (const { id } of freed.toSorted((a, b) => a.turn - b.turn)) await settleKey(work, id);
  }
}

/** Computes the room of every class from the nodes connected now; a class without a node withdraws its queued runs. */
export async function refreshClasses(work: Work): Promise<void> {
  const offers = await connectedOffers(work);
  for (const key of await work.tx.keys('pool:')) {
    if (key.requirement === null) continue;
    const room = classRoom(offers, key.requirement, work.remoteBroker);
    if (room === key.room) continue;
    await work.tx.setKeyRoom(key.id, room);
    if (room === 0) {
      const now: KeyRecord = { ...key, room };
      for (const run of await work.tx.queued([key.id], 1_000_000))
        await withdraw(work, work.adopt(run), now, 'no_node');
    } else if (room > (key.room ?? 0)) work.freed.add(key.id);
  }
}

/** Applies configured rooms to every key that exists; waiters of changed keys are retried. */
export async function refreshLimits(work: Work): Promise<void> {
  for (const prefix of ['shop:', 'flow:', 'platform:']) {
    for (const key of await work.tx.keys(prefix)) {
      let room = configuredRoom(key.name, work.catalog.limits);
      const [kind, platform, ...rest] = key.name.split(':');
      if (kind === 'shop' && platform !== undefined)
        room = (await work.tx.shop(platform, rest.join(':')))?.room ?? room;
      if (room === key.room) continue;
      await work.tx.setKeyRoom(key.id, room);
      work.freed.add(key.id);
    }
  }
}

/** The key of the run's shop, or null when it works in none. */
export async function shopKeyOf(
  work: Work,
  run: Pick<RunRecord, 'platform' | 'shopId'>,
): Promise<KeyRecord | null> {
  return run.shopId === null ? null : ensureKey(work, shopKey(run.platform, run.shopId));
}
