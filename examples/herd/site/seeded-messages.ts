import { seededRandom } from './seeded-random.ts';
import type { HerdShop } from './shops.ts';

/** One question of a customer. */
export interface HerdMessage {
  readonly messageId: string;
  readonly customer: string;
  readonly text: string;
}

const customers: readonly [string, ...string[]] = [
  '小雨',
  '阿杰',
  '果果妈',
  '老张',
  'Linda',
  '北方的狼',
  '七七',
];
const questions: readonly [string, ...string[]] = [
  '请问什么时候发货？',
  '可以改一下收货地址吗？',
  '收到的颜色不对，怎么退款？',
  '这款还有货吗？',
  '能开发票吗？',
  '快递到哪里了，三天没更新了',
  '买两件有优惠吗？',
];

/** The questions that wait in a shop at the start: 5 to 8, the same for the same seed and shop. */
export function seededMessages(seed: string, shop: HerdShop): HerdMessage[] {
  const random = seededRandom(`${seed}/messages/${shop.platform}/${shop.id}`);
  return Array.from({ length: random.between(5, 8) }, (_, index) => ({
    messageId: `M${shop.id}${String(index + 1).padStart(3, '0')}`,
    customer: random.pick(customers),
    text: random.pick(questions),
  }));
}
