import type { MissingFile } from '../contract/node.ts';
import type { AttemptOutcome, JsonObject } from '../contract/run.ts';
import type { RunError } from '../contract/run-error.ts';
import type { RunState } from '../contract/run-states.ts';
import type { Requirement } from './limit-keys.ts';
import type { OfferedSlots } from './slots.ts';

/** A limit key: room that runs hold. A shop's key can be closed (paused); a class key carries its requirement. */
export interface KeyRecord {
  readonly id: number;
  readonly name: string;
  /** Room; null = unlimited. */
  readonly room: number | null;
  /** Why the key counts as full whatever its room, or null: a pause. */
  readonly closed: KeyClosure | null;
  /** Set on class keys only. */
  readonly requirement: Requirement | null;
}

/** A pause: by whom and why, since when. */
export interface KeyClosure {
  readonly at: number;
  readonly by: string | null;
  readonly note: string | null;
  /** `LOGIN_EXPIRED`, `CAPTCHA` or `person`. */
  readonly cause: string;
}

/** One ended attempt; ms since epoch. */
export interface AttemptRecord {
  readonly runSeq: number;
  readonly attempt: number;
  readonly outcome: AttemptOutcome;
  readonly code: number | null;
  readonly error: RunError | null;
  readonly node: number | null;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A shop as the store keeps it; whether it is paused is its key's closure. */
export interface ShopRecord {
  readonly platform: string;
  readonly id: string;
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly owner: string | null;
  readonly enabled: boolean;
  readonly settings: JsonObject;
  /** `file`, `api`, `import`, or `discovered` by its first run. */
  readonly origin: 'file' | 'api' | 'import' | 'discovered';
  /** Room of its own under `shop:…`; null = by configuration. */
  readonly room: number | null;
  readonly createdAt: number;
}

/** A node as the store keeps it. `session` is empty while it is not connected. */
export interface NodeRecord extends OfferedSlots {
  /** Integer key; 0 before it is inserted. */
  key: number;
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly os: string;
  readonly version: string;
  readonly bootId: string;
  readonly hostBootId: string;
  readonly pidNamespace: string;
  /** The lock of its data folder; absent: not known. */
  readonly lockFile?: string;
  /** Whether it can give each program a cgroup; absent: not known, or there are none on its system. */
  readonly cgroups?: boolean;
  readonly session: string;
  readonly connected: boolean;
  /** A person asked it to take nothing new. */
  readonly draining: boolean;
  /** It takes nothing new by itself: it is shutting down. */
  readonly leaving: boolean;
  readonly tags: readonly string[];
  readonly flows: readonly { readonly name: string; readonly hash: string }[];
  /** Flows that it does not offer for want of a file; absent: none. */
  readonly missing?: readonly MissingFile[];
  readonly lastSeenAt: number;
}

export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly role: 'admin' | 'operator' | 'viewer' | 'node';
  /** Keyed hash of the token; the token itself is not kept. */
  readonly hash: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

/** Who holds a key's room, for `why`. */
export interface HolderRecord {
  readonly runSeq: number;
  readonly runId: string;
  readonly flow: string;
  readonly platform: string | null;
  readonly shopId: string | null;
  readonly state: RunState;
  readonly since: number;
  readonly node: number | null;
}
