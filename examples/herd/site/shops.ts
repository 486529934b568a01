/** The platforms that the site plays. */
export type HerdPlatform = 'pdd' | 'temu' | 'tiktok';

/** One shop of the example: what `shops` of drover.config.ts lists and whose back office the site plays. */
export interface HerdShop {
  readonly platform: HerdPlatform;
  /** Unique over all platforms here, e.g. `1001`. */
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
}

/** The platforms' names on screen. */
export const platformNames: Readonly<Record<HerdPlatform, string>> = {
  pdd: '拼多多',
  temu: 'TEMU',
  tiktok: 'TikTok Shop',
};

/** The 20 shops: 8 on pdd, 6 on temu, 6 on tiktok. All names are invented. */
export const herdShops: readonly HerdShop[] = [
  { platform: 'pdd', id: '1001', name: '云朵家居旗舰店', tags: ['家居', '重点'] },
  { platform: 'pdd', id: '1002', name: '鲜果时光专营店', tags: ['食品'] },
  { platform: 'pdd', id: '1003', name: '小鹿童装工厂店', tags: ['服饰'] },
  { platform: 'pdd', id: '1004', name: '山里人干货铺', tags: ['食品'] },
  { platform: 'pdd', id: '1005', name: '拾光文具杂货店', tags: ['文具'] },
  { platform: 'pdd', id: '1006', name: '暖屋床品专卖店', tags: ['家居'] },
  { platform: 'pdd', id: '1007', name: '老周五金工具行', tags: ['五金'] },
  { platform: 'pdd', id: '1008', name: '喵星人宠物生活馆', tags: ['宠物', '重点'] },
  { platform: 'temu', id: '2001', name: '晨曦户外用品', tags: ['户外', '重点', '跨境'] },
  { platform: 'temu', id: '2002', name: '蓝鲸厨房好物', tags: ['家居', '跨境'] },
  { platform: 'temu', id: '2003', name: '木棉手作饰品', tags: ['饰品', '跨境'] },
  { platform: 'temu', id: '2004', name: '极光数码配件', tags: ['数码', '跨境'] },
  { platform: 'temu', id: '2005', name: '花间派对用品', tags: ['派对', '跨境'] },
  { platform: 'temu', id: '2006', name: '轻居收纳优选', tags: ['家居', '跨境'] },
  { platform: 'tiktok', id: '3001', name: '元气美妆小铺', tags: ['美妆', '重点', '跨境'] },
  { platform: 'tiktok', id: '3002', name: '南洋零食铺子', tags: ['食品', '跨境'] },
  { platform: 'tiktok', id: '3003', name: '速跑运动装备', tags: ['户外', '跨境'] },
  { platform: 'tiktok', id: '3004', name: '星野露营生活', tags: ['户外', '跨境'] },
  { platform: 'tiktok', id: '3005', name: '糖果色手机壳', tags: ['数码', '跨境'] },
  { platform: 'tiktok', id: '3006', name: '慢半拍女装', tags: ['服饰', '跨境'] },
];

/** The password of a shop's back office: `herd-{id}`. The shops are a toy, so it is no secret. */
export function shopPassword(shopId: string): string {
  return `herd-${shopId}`;
}
