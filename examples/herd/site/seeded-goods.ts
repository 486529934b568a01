import { platformCurrency, productsOf } from './seeded-products.ts';
import { seededRandom } from './seeded-random.ts';
import type { HerdShop } from './shops.ts';

/** One product on sale as the back office's API shows it. */
export interface HerdGoods {
  readonly goodsId: string;
  readonly title: string;
  readonly priceCents: number;
  readonly currency: string;
  readonly stock: number;
}

const variants: readonly [string, ...string[]] = ['经典款', '升级款', '加大号', '两件装', '礼盒装'];

/** What a shop has on sale: 25 to 55 products, the same for the same seed and shop. */
export function seededGoods(seed: string, shop: HerdShop): HerdGoods[] {
  const random = seededRandom(`${seed}/goods/${shop.platform}/${shop.id}`);
  const products = productsOf(shop.tags);
  return Array.from({ length: random.between(25, 55) }, (_, index) => ({
    goodsId: `G${shop.id}${String(index + 1).padStart(3, '0')}`,
    title: `${random.pick(products)} ${random.pick(variants)}`,
    priceCents: random.between(590, 29_900),
    currency: platformCurrency[shop.platform],
    stock: random.between(0, 800),
  }));
}
