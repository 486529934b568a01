/** Shops: what is known of each, pausing and resuming, and room of their own. */
import type { ShopDefinition } from '../contract/manifest.ts';
import type { PageOf } from '../contract/paging.ts';
import type { Shop, ShopListQuery, ShopPut } from '../contract/shop.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { DroverError } from '../domain/drover-error.ts';
import { shopKey } from '../domain/limit-keys.ts';
import type { KeyRecord, ShopRecord } from '../domain/records.ts';
import { said } from '../domain/refusals/said.ts';
import type { Clock } from '../ports/clock.ts';
import type { History } from '../ports/history.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import { pauseShop, resumeShop, setShopRoom } from './dispatch/shop-pausing.ts';
import type { Work } from './dispatch/work.ts';
import { instant } from './runs/run-view.ts';

export interface ShopsParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly clock: Clock;
}

export interface Shops {
  /** By platform and id. Throws `bad_cursor`. */
  list(query: ShopListQuery): Promise<PageOf<Shop>>;
  /** Throws `unknown_shop`. */
  get(platform: string, id: string): Promise<Shop>;
  /** Makes the shop, or changes what is given. `created` tells which. */
  put(
    platform: string,
    id: string,
    change: ShopPut,
  ): Promise<{ readonly shop: Shop; readonly created: boolean }>;
  /** Withdraws its queued runs; running ones go on. A shop that is paused keeps its first reason. Throws `unknown_shop`. */
  pause(platform: string, id: string, by: string | null, reason: string | null): Promise<Shop>;
  /** Lets its waiting runs go on. Throws `unknown_shop`. */
  resume(platform: string, id: string): Promise<Shop>;
  /** At start: shops of the configuration file. The file wins over what is stored, except for room of their own. */
  importFile(definitions: readonly ShopDefinition[]): Promise<void>;
}

const unknownShop = (platform: string, id: string): DroverError =>
  new DroverError('unknown_shop', said('no_shop', { id, platform }));

export function createShops(parts: ShopsParts): Shops {
  const { dispatcher, history, clock } = parts;

  const changed = async (
    platform: string,
    id: string,
    change: (work: Work) => Promise<unknown>,
  ): Promise<Shop> => {
    const shop = await dispatcher.command(async (work) => {
      if ((await work.tx.shop(platform, id)) === undefined) return null;
      await change(work);
      return shopInWork(work, platform, id);
    });
    if (shop === null) throw unknownShop(platform, id);
    return shop;
  };

  return {
    list: async (query) => {
      const { limit, cursor, platform, tag, enabled, paused, text } = query;
      const filter = {
        ...(platform === undefined ? {} : { platform }),
        ...(tag === undefined ? {} : { tag }),
        ...(enabled === undefined ? {} : { enabled }),
        ...(paused === undefined ? {} : { paused }),
        ...(text === undefined ? {} : { text }),
      };
      const page = await history.shops(filter, limit, cursor ?? null);
      return { items: page.items.map(({ shop, key }) => toApiShop(shop, key)), nextCursor: page.next };
    },

    get: async (platform, id) => {
      const { items } = await history.shops({ platform, ids: [id] }, 1, null);
      const [found] = items;
      if (found === undefined) throw unknownShop(platform, id);
      return toApiShop(found.shop, found.key);
    },

    put: (platform, id, change) =>
      dispatcher.command(async (work) => {
        const known = await work.tx.shop(platform, id);
        const before = known ?? blankShop(platform, id, work.now);
        const room = change.limit === undefined ? before.room : change.limit;
        await work.tx.putShop({
          ...before,
          name: change.name === undefined ? before.name : change.name,
          tags: change.tags ?? before.tags,
          owner: change.owner === undefined ? before.owner : change.owner,
          enabled: change.enabled ?? before.enabled,
          settings: change.settings ?? before.settings,
          origin: before.origin === 'discovered' ? 'api' : before.origin,
          room,
        });
        work.tellChange('shops');
        if (room !== before.room) await setShopRoom(work, platform, id, room);
        const shop = await shopInWork(work, platform, id);
        if (shop === null)
          throw new DroverError('internal', `Shop ${platform} ${id} is not there after it was stored.`, {
            kind: 'bug',
          });
        return { shop, created: known === undefined };
      }),

    pause: (platform, id, by, reason) =>
      changed(platform, id, (work) =>
        pauseShop(work, platform, id, { at: clock.now(), by, note: reason, cause: 'person' }),
      ),

    resume: (platform, id) => changed(platform, id, (work) => resumeShop(work, platform, id)),

    importFile: async (definitions) => {
      if (definitions.length === 0) return;
      await dispatcher.command((work) => putFileShops(work, definitions));
    },
  };
}

/** Stores shops of the configuration file, which wins over what is stored, except for room of their own. */
export async function putFileShops(work: Work, definitions: readonly ShopDefinition[]): Promise<void> {
  for (const definition of definitions) {
    const before = await work.tx.shop(definition.platform, definition.id);
    const shop: ShopRecord = {
      ...blankShop(definition.platform, definition.id, work.now),
      ...before,
      ...definition,
      origin: 'file',
    };
    if (before !== undefined && canonicalJson(before) === canonicalJson(shop)) continue;
    await work.tx.putShop(shop);
    work.tellChange('shops');
  }
}

function blankShop(platform: string, id: string, now: number): ShopRecord {
  return {
    platform,
    id,
    name: null,
    tags: [],
    owner: null,
    enabled: true,
    settings: {},
    origin: 'api',
    room: null,
    createdAt: now,
  };
}

async function shopInWork(work: Work, platform: string, id: string): Promise<Shop | null> {
  const shop = await work.tx.shop(platform, id);
  return shop === undefined ? null : toApiShop(shop, (await work.tx.key(shopKey(platform, id))) ?? null);
}

function toApiShop(shop: ShopRecord, key: KeyRecord | null): Shop {
  const closed = key?.closed ?? null;
  return {
    platform: shop.platform,
    id: shop.id,
    name: shop.name,
    tags: [...shop.tags],
    owner: shop.owner,
    enabled: shop.enabled,
    settings: shop.settings,
    origin: shop.origin,
    limit: shop.room,
    paused:
      closed === null
        ? null
        : { at: instant(closed.at), by: closed.by, reason: closed.note, cause: closed.cause },
    createdAt: instant(shop.createdAt),
  };
}
