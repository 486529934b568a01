import { platformCurrency, productsOf } from './seeded-products.ts';
import { seededRandom } from './seeded-random.ts';
import type { HerdShop } from './shops.ts';

/** One order as the back office's API shows it. */
export interface HerdOrder {
  /** `{platform}-{yyyymmdd}-{shop}-{number}`; unique over all shops. */
  readonly orderId: string;
  /** With the offset of China, e.g. `2026-11-22T09:31:05+08:00`. */
  readonly orderedAt: string;
  readonly buyer: string;
  readonly item: string;
  readonly quantity: number;
  readonly amountCents: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly status: OrderStatus;
}

export type OrderStatus = '待付款' | '待发货' | '已发货' | '已完成' | '退款中';

const statuses: readonly [OrderStatus, ...OrderStatus[]] = [
  '待发货',
  '待发货',
  '已发货',
  '已发货',
  '已完成',
  '待付款',
  '退款中',
];
const surnames: readonly [string, ...string[]] = ['陈', '李', '王', '林', '赵', '周', '吴', '黄', '徐', '孙'];
const minutesOfDay = 24 * 60;

/**
 * The orders of one shop on one day (`YYYY-MM-DD`), oldest first; 35 to 95 of them. The same seed, shop and
 * day always give the same orders.
 */
export function seededOrders(seed: string, shop: HerdShop, date: string): HerdOrder[] {
  const random = seededRandom(`${seed}/orders/${shop.platform}/${shop.id}/${date}`);
  const count = random.between(35, 95);
  const products = productsOf(shop.tags);
  const minutes = Array.from({ length: count }, () => random.between(0, minutesOfDay - 1)).sort(
    (a, b) => a - b,
  );
  return minutes.map((minute, index) => {
    const quantity = random.between(1, 4);
    const number = String(index + 1).padStart(4, '0');
    return {
      orderId: `${shop.platform}-${date.replaceAll('-', '')}-${shop.id}-${number}`,
      orderedAt: `${date}T${two(Math.floor(minute / 60))}:${two(minute % 60)}:${two(random.between(0, 59))}+08:00`,
      buyer: `${random.pick(surnames)}**`,
      item: random.pick(products),
      quantity,
      amountCents: quantity * random.between(590, 19_900),
      currency: platformCurrency[shop.platform],
      status: random.pick(statuses),
    };
  });
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
