/**
 * Sessions of people on the console. A session is opened by a token or by a one-time link, lives in the store, and is known
 * by a secret in a cookie, of which only a keyed hash is kept. Exit: sign-out, idle or absolute expiry, revocation of its
 * token. The secret is replaced as it ages: the old one is good until the new one has come back, and a minute longer for
 * requests under way, so an answer that is lost on its way signs nobody out. Authority: the store; memory is read from it
 * once and again for a secret that is not known.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Bilingual } from '../../contract/bilingual.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import {
  absoluteMs,
  graceMs,
  idleMs,
  isOver,
  rotateMs,
  type SessionRecord,
} from '../../domain/session-record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Store } from '../../ports/store.ts';
import type { Actor, Tokens } from '../tokens.ts';
import { createSignInLimit } from './sign-in-limit.ts';
import { createSignInLinks } from './sign-in-links.ts';

/** How far what is stored of a session's last use may lag behind, ms. */
const seenLagMs = 10 * 60_000;
/** Unknown secrets make the stored sessions be read at most this often, ms. */
const rereadMs = 1000;
/** Who opens a session by a link. */
const byLink = { tokenId: 'link', name: 'administrator', role: 'admin' } as const;

export interface SessionsParts {
  readonly store: Store;
  readonly tokens: Pick<Tokens, 'verify' | 'isGood'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** The installation's secret; with another one, no session is known any more. */
  readonly secret: Uint8Array;
}

/** An open session, as a request finds it. */
export interface OpenSession {
  readonly id: string;
  readonly actor: Actor;
  /** ms since epoch. */
  readonly expiresAt: number;
  /** A secret for the cookie in place of the one that came; null: that one stays. */
  readonly fresh: string | null;
}

export interface Sessions {
  /** Name of the cookie: of this installation, since all servers of a host share their visitors' cookies. */
  readonly cookieName: string;
  /** A word for a sign-in link; good once, for 10 min. */
  link(): { readonly word: string; readonly expiresAt: number };
  /** Opens a session as administrator. Throws `unauthorized`, `rate_limited`. `address`: whose tries are counted. */
  openByLink(word: string, address: string): Promise<OpenSession>;
  /** Opens one with the token's role. Throws `unauthorized`, `forbidden` for a node's, `rate_limited`. */
  openByToken(token: string, address: string): Promise<OpenSession>;
  /** The session of a cookie's secret; null: there is none (any more). */
  find(secret: string): Promise<OpenSession | null>;
  /** Whether the session goes on; for streams, which are asked for once. */
  isOpen(id: string): boolean;
  close(id: string): Promise<void>;
}

/** A session in memory. */
interface Known {
  record: SessionRecord;
  /** When the secret that it has now first came back; null: not yet. */
  confirmedAt: number | null;
  storedSeenAt: number;
  rotating: boolean;
}

export function createSessions(parts: SessionsParts): Sessions {
  const { store, tokens, clock, logger } = parts;
  const hashOf = (secret: string): string =>
    createHmac('sha256', parts.secret).update(`session:${secret}`).digest('base64url');
  const limit = createSignInLimit(clock);
  const links = createSignInLinks(clock);
  const known = new Map<string, Known>();
  const byHash = new Map<string, string>();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  const remember = (record: SessionRecord): Known => {
    const old = known.get(record.id);
    if (old !== undefined) forget(record.id);
    const one: Known = {
      record,
      confirmedAt: null,
      storedSeenAt: record.seenAt,
      rotating: false,
    };
    known.set(record.id, one);
    byHash.set(record.hash, record.id);
    if (record.previousHash !== null) byHash.set(record.previousHash, record.id);
    return one;
  };
  const forget = (id: string): void => {
    const one = known.get(id);
    if (one === undefined) return;
    known.delete(id);
    byHash.delete(one.record.hash);
    if (one.record.previousHash !== null) byHash.delete(one.record.previousHash);
  };

  const reread = (): Promise<void> => {
    reading ??= (async () => {
      try {
        for (const record of await store.history.sessions())
          if (!known.has(record.id) && !isOver(record, clock.now())) remember(record);
        readAt = clock.uptimeMs();
      } finally {
        reading = null;
      }
    })();
    return reading;
  };

  const close = async (id: string): Promise<void> => {
    forget(id);
    await store.write((tx) => tx.deleteSessions([id]));
  };

  const opened = (record: SessionRecord, fresh: string | null): OpenSession => ({
    id: record.id,
    actor: { tokenId: record.tokenId, name: record.name, role: record.role },
    expiresAt: record.createdAt + absoluteMs,
    fresh,
  });

  const open = async (actor: Actor): Promise<OpenSession> => {
    const secret = randomBytes(32).toString('base64url');
    const now = clock.now();
    const record: SessionRecord = {
      id: parts.ids.next('ses'),
      ...actor,
      hash: hashOf(secret),
      previousHash: null,
      createdAt: now,
      rotatedAt: now,
      seenAt: now,
    };
    const over = (await store.history.sessions()).filter((one) => isOver(one, now) && !known.has(one.id));
    await store.write(async (tx) => {
      await tx.deleteSessions(over.map((one) => one.id));
      await tx.putSession(record);
    });
    remember(record);
    logger.info({ by: actor.name, role: actor.role, session: record.id }, 'signed in');
    return opened(record, secret);
  };

  /** Replaces the secret; null when that can't be stored now, then it stays. */
  const rotated = async (one: Known, usedHash: string): Promise<string | null> => {
    one.rotating = true;
    const secret = randomBytes(32).toString('base64url');
    const next: SessionRecord = {
      ...one.record,
      hash: hashOf(secret),
      previousHash: usedHash,
      rotatedAt: clock.now(),
    };
    try {
      await store.write((tx) => tx.putSession(next));
      if (!known.has(next.id)) return null;
      remember(next);
      return secret;
    } catch (error) {
      logger.warn({ session: next.id, error: String(error) }, "a session's secret could not be replaced");
      return null;
    } finally {
      one.rotating = false;
    }
  };

  const markSeen = (one: Known, now: number): void => {
    one.record = { ...one.record, seenAt: now };
    if (now - one.storedSeenAt < seenLagMs) return;
    one.storedSeenAt = now;
    const { record } = one;
    store
      .write((tx) => tx.putSession(record))
      .catch((error: unknown) =>
        logger.warn({ session: record.id, error: String(error) }, "a session's use could not be stored"),
      );
  };

  const find = async (secret: string): Promise<OpenSession | null> => {
    const hash = hashOf(secret);
    if (!byHash.has(hash) && clock.uptimeMs() - readAt > rereadMs) await reread();
    const one = known.get(byHash.get(hash) ?? '');
    if (one === undefined) return null;
    const now = clock.now();
    const { record } = one;
    if (isOver(record, now) || !(await tokens.isGood(record.tokenId))) {
      await close(record.id);
      return null;
    }
    const current = record.hash === hash;
    if (current) one.confirmedAt ??= now;
    else if (one.confirmedAt !== null && now - one.confirmedAt > graceMs) return null;
    markSeen(one, now);
    // An old secret that still comes a minute later has never got its successor.
    const aged = now - record.rotatedAt > (current ? rotateMs : graceMs);
    const renew = aged && (current || one.confirmedAt === null) && !one.rotating;
    return opened(record, renew ? await rotated(one, hash) : null);
  };

  const tried = async (
    address: string,
    attempt: () => Promise<Actor | null>,
    words: Bilingual,
  ): Promise<OpenSession> => {
    limit.check(address);
    const actor = await attempt();
    if (actor === null) {
      limit.failed(address);
      throw new DroverError('unauthorized', words);
    }
    return open(actor);
  };

  return {
    cookieName: `drover_session_${hashOf('name of the cookie').replace(/\W/g, '').slice(0, 8)}`,
    link: () => links.make(),
    openByLink: (word, address) =>
      tried(address, async () => (links.use(word) ? byLink : null), said('link_used')),
    openByToken: (token, address) =>
      tried(
        address,
        async () => {
          const actor = await tokens.verify(token);
          if (actor?.role === 'node') throw new DroverError('forbidden', said('node_token_session'));
          return actor;
        },
        said('token_not_known'),
      ),
    find,
    isOpen: (id) => {
      const one = known.get(id);
      return one !== undefined && !isOver(one.record, clock.now());
    },
    close,
  };
}

/** Longest time without a request, seconds: for what is shown of a session. */
export const idleSeconds = idleMs / 1000;
