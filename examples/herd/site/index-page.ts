import type { ShopStats } from './back-office.ts';
import { escapeHtml, pageLayout } from './page-layout.ts';
import { type HerdPlatform, platformNames } from './shops.ts';

/** The page of all shops: what each is doing, its switches, and whether two robots ever met in it. */
export function indexPage(stats: readonly ShopStats[]): string {
  const overlaps = stats.reduce((sum, shop) => sum + shop.work.overlaps, 0);
  const working = stats.reduce((sum, shop) => sum + shop.work.now, 0);
  const summary =
    overlaps === 0
      ? '<span class="good">从未有两个机器人同时进入同一店铺</span>'
      : `<span class="bad">发现 ${overlaps} 次同店同时作业</span>`;
  const sections = Object.entries(platformNames).map(([platform, name]) =>
    section(
      name,
      stats.filter((shop) => shop.platform === (platform as HerdPlatform)),
    ),
  );
  return pageLayout(
    '示例店铺后台',
    `<h1>示例店铺后台</h1>
<p>${stats.length} 家店铺，正在作业 ${working} 个；${summary}。按下开关，看看牧群如何应对。</p>${sections.join('')}`,
  );
}

function section(platform: string, shops: readonly ShopStats[]): string {
  return `<h2>${escapeHtml(platform)}</h2><div class="scroll"><table><thead><tr>
<th>店铺</th><th>状态</th><th class="n">订单查询</th><th class="n">商品刷新</th><th class="n">已回复</th><th class="n">最多同时作业</th><th>开关</th>
</tr></thead><tbody>${shops.map(row).join('')}</tbody></table></div>`;
}

function row(shop: ShopStats): string {
  const { replies, work } = shop;
  const repeated = replies.repeated > 0 ? ` <span class="bad">重复 ${replies.repeated}</span>` : '';
  return `<tr><td><a href="/shops/${shop.platform}/${shop.id}">${escapeHtml(shop.name)}</a> ${shop.id}</td>
<td>${state(shop)}</td><td class="n">${shop.calls.orders}</td><td class="n">${shop.calls.refresh}</td>
<td class="n">${replies.answered}/${replies.messages}${repeated}</td>
<td class="n${work.maxConcurrent > 1 ? ' bad' : ''}">${work.maxConcurrent}</td><td>${switchButtons(shop)}</td></tr>`;
}

function state(shop: ShopStats): string {
  const { slow, fail, loginLost } = shop.switches;
  const faults = [
    loginLost ? '登录已失效' : '',
    fail > 0 ? `出错 ${Math.round(fail * 100)}%` : '',
    slow > 0 ? `慢 ${slow / 1000} 秒` : '',
  ].filter((fault) => fault !== '');
  const working = shop.work.now > 0 ? '作业中' : '空闲';
  return faults.length === 0 ? working : `${working}，<span class="bad">${faults.join('、')}</span>`;
}

/** The buttons that turn a shop's switches on and off. */
export function switchButtons(shop: ShopStats): string {
  const { slow, fail, loginLost } = shop.switches;
  return [
    button(shop, '登录失效', 'loginLost', loginLost ? 'false' : 'true', loginLost),
    button(shop, '出错', 'fail', fail > 0 ? 'false' : 'true', fail > 0),
    button(shop, '变慢', 'slow', slow > 0 ? '0' : '3000', slow > 0),
  ].join(' ');
}

function button(shop: ShopStats, label: string, name: string, value: string, pressed: boolean): string {
  return `<form method="post" action="/admin/shops/${shop.platform}/${shop.id}"><button name="${name}" value="${value}" aria-pressed="${pressed}">${label}</button></form>`;
}
