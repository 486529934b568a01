import type { TokenRole } from '../contract/token.ts';

/** A person's session as the store keeps it; instants are ms since epoch. */
export interface SessionRecord {
  readonly id: string;
  readonly name: string;
  readonly role: TokenRole;
  /** The token that opened it and whose revocation ends it; `link`: none, it was a sign-in link. */
  readonly tokenId: string;
  /** Keyed hash of the secret in its cookie, and of the secret before that one. */
  readonly hash: string;
  readonly previousHash: string | null;
  readonly createdAt: number;
  /** When the secret in its cookie was last replaced. */
  readonly rotatedAt: number;
  /** About when it was last used. */
  readonly seenAt: number;
}

/** Without a request for this long a session ends. */
export const idleMs = 12 * 3_600_000;
/** A session ends this long after it was opened, used or not. */
export const absoluteMs = 7 * 24 * 3_600_000;
/** The secret in the cookie is replaced when it is older than this. */
export const rotateMs = 3_600_000;
/** Requests that were under way with the old secret are taken for this long after the new one has come back. */
export const graceMs = 60_000;

/** Whether a session has ended by time. */
export function isOver(session: Pick<SessionRecord, 'createdAt' | 'seenAt'>, now: number): boolean {
  return now >= session.seenAt + idleMs || now >= session.createdAt + absoluteMs;
}
