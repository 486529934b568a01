import type { BackOffice } from './back-office.ts';
import { switchButtons } from './index-page.ts';
import { escapeHtml, pageLayout } from './page-layout.ts';
import { platformNames } from './shops.ts';

/** The page of one shop: switches, messages with their replies, goods, and the orders of `date` (`YYYY-MM-DD`). */
export function shopPage(office: BackOffice, date: string): string {
  const { shop } = office;
  const stats = office.stats();
  const messages = office.messages
    .list()
    .map((message) => [
      message.messageId,
      message.customer,
      message.text,
      message.reply ?? '（待回复）',
      String(message.replies),
    ]);
  const goods = office
    .goods()
    .map((item) => [
      item.goodsId,
      item.title,
      money(item.priceCents, item.currency),
      String(item.stock),
      item.refreshedAt ?? '–',
    ]);
  const orders = office
    .orders(date)
    .map((order) => [
      order.orderId,
      order.orderedAt.slice(11, 19),
      order.buyer,
      order.item,
      String(order.quantity),
      money(order.amountCents, order.currency),
      order.status,
    ]);
  const counts = `调用失败 ${stats.failedCalls} 次，登录被拒 ${stats.loginRefusals} 次，作业 ${stats.work.opened} 次，最多同时 ${stats.work.maxConcurrent}，中途断开 ${stats.work.abandoned} 次`;
  return pageLayout(
    `${shop.name} · 示例店铺后台`,
    `<p><a href="/">← 全部店铺</a></p><h1>${escapeHtml(shop.name)}</h1>
<p>${platformNames[shop.platform]} ${shop.id} · ${shop.tags.map(escapeHtml).join(' · ')}</p><p>${counts}</p><p>${switchButtons(stats)}</p>
<h2>客户消息</h2>${table(['编号', '客户', '内容', '回复', '回复次数'], messages)}
<h2>${date} 的订单（${orders.length}）</h2>${table(['订单号', '时间', '买家', '商品', '数量', '金额', '状态'], orders)}
<h2>商品（${goods.length}）</h2>${table(['编号', '名称', '价格', '库存', '最近刷新'], goods)}`,
  );
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th>${text}</th>`).join('');
  const body = rows.map(
    (cells) => `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function money(cents: number, currency: string): string {
  return `${(cents / 100).toFixed(2)} ${currency}`;
}
