import { randomUUID } from 'node:crypto';
import { MessageReplies, type ReplyCounts } from './message-replies.ts';
import { type HerdGoods, seededGoods } from './seeded-goods.ts';
import { seededMessages } from './seeded-messages.ts';
import { type HerdOrder, seededOrders } from './seeded-orders.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { allSwitchesOff, applySwitchChange, type ShopSwitches, type SwitchChange } from './shop-switches.ts';
import { type HerdShop, shopPassword } from './shops.ts';
import { type WorkCounts, WorkSessions } from './work-sessions.ts';

/** The calls that are counted, by name. */
export type CallName = 'login' | 'orders' | 'goods' | 'refresh' | 'messages' | 'reply' | 'session';

/** One product with the moment when it was last refreshed (ISO 8601), null = never. */
export interface ListedGoods extends HerdGoods {
  readonly refreshedAt: string | null;
}

/** What `GET /admin/stats` says of one shop. */
export interface ShopStats {
  readonly platform: string;
  readonly id: string;
  readonly name: string;
  readonly switches: ShopSwitches;
  readonly calls: Readonly<Record<CallName, number>>;
  /** Calls answered with 500 by the switch `fail`. */
  readonly failedCalls: number;
  /** Calls refused because the login is lost. */
  readonly loginRefusals: number;
  readonly work: WorkCounts;
  readonly replies: ReplyCounts;
  /** When a product was last refreshed (ISO 8601). */
  readonly goodsRefreshedAt: string | null;
}

/** One shop's back office: its data, who is signed in, its switches and its counters. */
export class BackOffice {
  readonly shop: HerdShop;
  readonly work = new WorkSessions();
  readonly messages: MessageReplies;
  readonly #seed: string;
  readonly #goods: readonly HerdGoods[];
  readonly #refreshed = new Map<string, string>();
  readonly #failures: SeededRandom;
  readonly #tokens = new Set<string>();
  readonly #calls: Record<CallName, number> = {
    login: 0,
    orders: 0,
    goods: 0,
    refresh: 0,
    messages: 0,
    reply: 0,
    session: 0,
  };
  #failedCalls = 0;
  #loginRefusals = 0;
  #switches = allSwitchesOff;

  constructor(shop: HerdShop, seed: string) {
    this.shop = shop;
    this.#seed = seed;
    this.#goods = seededGoods(seed, shop);
    this.messages = new MessageReplies(seededMessages(seed, shop));
    this.#failures = seededRandom(`${seed}/failures/${shop.platform}/${shop.id}`);
  }

  get switches(): ShopSwitches {
    return this.#switches;
  }

  /** Turns switches; losing the login also ends every session that is signed in. */
  change(change: SwitchChange): void {
    this.#switches = applySwitchChange(this.#switches, change);
    if (this.#switches.loginLost) this.#tokens.clear();
  }

  count(call: CallName): void {
    this.#calls[call] += 1;
  }

  /** Whether the call now arriving is one that the switch `fail` answers with 500. */
  drawFailure(): boolean {
    const fails = this.#switches.fail > 0 && this.#failures.next() < this.#switches.fail;
    if (fails) this.#failedCalls += 1;
    return fails;
  }

  signIn(password: string): { token: string } | 'login expired' | 'bad password' {
    if (this.#switches.loginLost) {
      this.#loginRefusals += 1;
      return 'login expired';
    }
    if (password !== shopPassword(this.shop.id)) return 'bad password';
    const token = randomUUID();
    this.#tokens.add(token);
    return { token };
  }

  access(token: string | undefined): 'granted' | 'login expired' | 'not signed in' {
    if (this.#switches.loginLost) {
      this.#loginRefusals += 1;
      return 'login expired';
    }
    return token !== undefined && this.#tokens.has(token) ? 'granted' : 'not signed in';
  }

  /** The orders of a day (`YYYY-MM-DD`). */
  orders(date: string): HerdOrder[] {
    return seededOrders(this.#seed, this.shop, date);
  }

  goods(): ListedGoods[] {
    return this.#goods.map((goods) => ({
      ...goods,
      refreshedAt: this.#refreshed.get(goods.goodsId) ?? null,
    }));
  }

  /** Marks products as refreshed at `at` (ISO 8601); returns how many of the ids exist. */
  refreshGoods(goodsIds: readonly string[], at: string): number {
    const known = this.#goods.filter((goods) => goodsIds.includes(goods.goodsId));
    for (const goods of known) this.#refreshed.set(goods.goodsId, at);
    return known.length;
  }

  stats(): ShopStats {
    const { platform, id, name } = this.shop;
    return {
      platform,
      id,
      name,
      switches: this.#switches,
      calls: { ...this.#calls },
      failedCalls: this.#failedCalls,
      loginRefusals: this.#loginRefusals,
      work: this.work.counts(),
      replies: this.messages.counts(),
      goodsRefreshedAt: [...this.#refreshed.values()].sort().at(-1) ?? null,
    };
  }
}
