/**
 * Tokens of the API: kept as keyed hashes (HMAC-SHA-256 with the installation's secret); their text is shown once. Modes of
 * a token: given at start (administrator's, command line's, local node's; never stored), stored, revoked. Authority: the
 * store; what was found good is remembered for a short while, so that requests read nothing.
 */
import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PageOf } from '../contract/paging.ts';
import type { Token, TokenCreate, TokenCreated, TokenRole } from '../contract/token.ts';
import { DroverError } from '../domain/drover-error.ts';
import type { TokenRecord } from '../domain/records.ts';
import { said } from '../domain/refusals/said.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import { arrayPage } from './array-page.ts';
import { instant } from './runs/run-view.ts';

/** How long a stored token counts as good without being read again, ms: so late, at most, does another server's revocation work. */
const rememberedMs = 30_000;
/** Unknown tokens make the stored ones be read at most this often, ms. */
const rereadMs = 1000;

/** Who sends a request. */
export interface Actor {
  readonly tokenId: string;
  readonly name: string;
  readonly role: TokenRole;
}

/** A token whose text is given at start. */
export interface GivenToken {
  readonly name: string;
  readonly role: TokenRole;
  readonly token: string;
}

export interface TokensParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The installation's secret; with another one, no stored token is known any more. */
  readonly secret: Uint8Array;
  readonly given: readonly GivenToken[];
}

export interface Tokens {
  /** Whose token this is; null for an unknown or revoked one. Throws `store_unavailable` when that can't be told. */
  verify(token: string): Promise<Actor | null>;
  /** Whether the token of this id is still good; `link`, which is none, always is. Throws `store_unavailable`. */
  isGood(tokenId: string): Promise<boolean>;
  /** Oldest first, revoked ones too. Throws `bad_cursor`. */
  list(query: { readonly limit: number; readonly cursor?: string | undefined }): Promise<PageOf<Token>>;
  create(request: TokenCreate): Promise<TokenCreated>;
  /** Works at once on this server. A revoked one stays so. Throws `not_found`. */
  revoke(id: string): Promise<Token>;
}

export function createTokens(parts: TokensParts): Tokens {
  const { store, clock } = parts;
  // Made once: a key from bytes costs four times what the hash does.
  const key = createSecretKey(parts.secret);
  const digest = (token: string): Buffer => createHmac('sha256', key).update(token).digest();
  const given = parts.given.map((one) => ({
    hash: digest(one.token),
    actor: { tokenId: `given:${one.name}`, name: one.name, role: one.role },
  }));
  let stored = new Map<string, Actor>();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  /** Counts changes made here: what was read before one of them is not believed. */
  let changes = 0;

  const reread = (): Promise<void> => {
    reading ??= (async () => {
      try {
        const before = changes;
        const records = await store.history.tokens();
        if (before !== changes) return;
        stored = new Map(
          records
            .filter((one) => one.revokedAt === null)
            .map((one) => [one.hash, { tokenId: one.id, name: one.name, role: one.role }]),
        );
        readAt = clock.uptimeMs();
      } finally {
        reading = null;
      }
    })();
    return reading;
  };

  return {
    verify: async (token) => {
      const hash = digest(token);
      // Every given one is compared, so that the time taken tells nothing.
      let found: Actor | null = null;
      for (const one of given) if (timingSafeEqual(one.hash, hash)) found = one.actor;
      if (found !== null) return found;
      const name = hash.toString('base64url');
      const age = clock.uptimeMs() - readAt;
      if (age > rememberedMs || (age > rereadMs && !stored.has(name))) await reread();
      return stored.get(name) ?? null;
    },

    isGood: async (tokenId) => {
      if (tokenId === 'link' || given.some((one) => one.actor.tokenId === tokenId)) return true;
      if (clock.uptimeMs() - readAt > rememberedMs) await reread();
      return [...stored.values()].some((one) => one.tokenId === tokenId);
    },

    list: async (query) =>
      arrayPage((await store.history.tokens()).map(toApiToken), (token) => token.id, query),

    create: async (request) => {
      const secret = `drv_${randomBytes(24).toString('base64url')}`;
      const record: TokenRecord = {
        id: parts.ids.next('tok'),
        name: request.name,
        role: request.role,
        hash: digest(secret).toString('base64url'),
        createdAt: clock.now(),
        revokedAt: null,
      };
      await store.write((tx) => tx.putToken(record));
      changes++;
      stored.set(record.hash, { tokenId: record.id, name: record.name, role: record.role });
      return { token: toApiToken(record), secret };
    },

    revoke: async (id) => {
      const record = (await store.history.tokens()).find((one) => one.id === id);
      if (record === undefined) throw new DroverError('not_found', said('token_not_there', { id }));
      if (record.revokedAt !== null) return toApiToken(record);
      const revoked: TokenRecord = { ...record, revokedAt: clock.now() };
      await store.write((tx) => tx.putToken(revoked));
      changes++;
      stored.delete(record.hash);
      return toApiToken(revoked);
    },
  };
}

function toApiToken(record: TokenRecord): Token {
  const { id, name, role, createdAt, revokedAt } = record;
  return {
    id,
    name,
    role,
    createdAt: instant(createdAt),
    revokedAt: revokedAt === null ? null : instant(revokedAt),
  };
}
