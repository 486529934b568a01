import type { FlowDefinition } from '../contract/manifest.ts';
import type { RunRecord } from './run-record.ts';
import { laneOf, type OfferedSlots } from './slots.ts';

/** A key whose room a run needs. `take: false` only respects that the key is open (a paused shop), taking no room. */
export interface NeededKey {
  readonly name: string;
  readonly take: boolean;
}

export type LimitPatterns = Readonly<Record<string, number>>;

/** Room under a shop's key where nothing is configured: one shop, one robot at a time. */
export const defaultShopRoom = 1;

export const shopKey = (platform: string | null, shopId: string): string =>
  `shop:${platform ?? '-'}:${shopId}`;
export const businessKeyName = (flow: string, dedupeKey: string): string => `business:${flow}:${dedupeKey}`;

/** Rooms found, by patterns and name; names of shops are many, so each map is bounded. */
const roomsFound = new WeakMap<LimitPatterns, Map<string, number | null>>();
const mostFound = 4_096;

/** Room under a key by the configured patterns: the exact name first, then `kind:*`; null = unlimited. */
export function configuredRoom(name: string, patterns: LimitPatterns): number | null {
  let found = roomsFound.get(patterns);
  if (found === undefined || found.size >= mostFound) {
    found = new Map();
    roomsFound.set(patterns, found);
  }
  let room = found.get(name);
  if (room === undefined) {
    room = roomBy(name, patterns);
    found.set(name, room);
  }
  return room;
}

function roomBy(name: string, patterns: LimitPatterns): number | null {
  const exact = patterns[name];
  if (exact !== undefined) return exact;
  const parts = name.split(':');
  for (let keep = parts.length - 1; keep >= 1; keep--) {
    const wild = patterns[`${parts.slice(0, keep).join(':')}:*`];
    if (wild !== undefined) return wild;
  }
  return parts[0] === 'shop' ? defaultShopRoom : parts[0] === 'serial' ? 1 : null;
}

/**
 * The limit keys of a run in their fixed order: serial, shop, flow, platform (the pool's class comes last and is added by the
 * dispatcher; the business key comes first and is held apart, until the run ends).
 */
export function limitKeysOf(
  run: Pick<RunRecord, 'flow' | 'platform' | 'shopId' | 'serialKey'>,
  flow: Pick<FlowDefinition, 'limits'> | undefined,
  patterns: LimitPatterns,
): NeededKey[] {
  const keys: NeededKey[] = [];
  if (run.serialKey !== null) keys.push({ name: run.serialKey, take: true });
  if (run.shopId !== null) {
    keys.push({
      name: shopKey(run.platform, run.shopId),
      take: flow === undefined || flow.limits.includes('shop'),
    });
  }
  const flowKey = `flow:${run.flow}`;
  if (configuredRoom(flowKey, patterns) !== null) keys.push({ name: flowKey, take: true });
  if (run.platform !== null) {
    const platformKey = `platform:${run.platform}`;
    if (configuredRoom(platformKey, patterns) !== null) keys.push({ name: platformKey, take: true });
  }
  return keys;
}

/** What a run asks of a node: the pool it is bound to, tags that the node must have, and the flow it must offer. */
export interface Requirement {
  readonly pool: string;
  readonly tags: readonly string[];
  readonly flow: string;
}

/** A connected node as far as requirements look at it. */
export interface Offer extends OfferedSlots {
  readonly tags: readonly string[];
  readonly flows: readonly string[];
  /** Draining nodes take nothing new. */
  readonly draining: boolean;
}

/** The name of a requirement's class key. */
export function classKeyName(requirement: Requirement): string {
  return `pool:${requirement.pool}:${requirement.flow}:${[...requirement.tags].sort().join('+')}`;
}

/** Whether a node with this offer can execute runs of this requirement. */
export function matches(offer: Offer, requirement: Requirement): boolean {
  return (
    !offer.draining &&
    (laneOf(offer, requirement.pool)?.slots ?? 0) > 0 &&
    offer.flows.includes(requirement.flow) &&
    requirement.tags.every((tag) => offer.tags.includes(tag))
  );
}

/**
 * Room of a class: as many as there are matching slots, and none without one. `stocked`: wake-ups take a way outside of
 * the server, so that a stock of max(16, slots) queued ones keeps slots busy meanwhile; else the transaction that frees a
 * slot queues and starts the next.
 */
export function classRoom(offers: readonly Offer[], requirement: Requirement, stocked: boolean): number {
  let slots = 0;
  for (const offer of offers)
    if (matches(offer, requirement)) slots += laneOf(offer, requirement.pool)?.slots ?? 0;
  return slots === 0 || !stocked ? slots : slots + Math.max(16, slots);
}
