import type { HerdPlatform } from './shops.ts';

/** What the shops sell, by tag of the shop; shops whose tag is not listed sell the general range. */
const productsByTag: Readonly<Record<string, readonly [string, ...string[]]>> = {
  家居: ['加厚珊瑚绒毛毯', '免打孔置物架', '北欧陶瓷花瓶', '真空压缩收纳袋', '记忆棉护颈枕'],
  食品: ['赣南脐橙 5 斤装', '黄山烧饼礼盒', '云南野生牛肝菌', '手工红薯干', '芒果干大礼包'],
  服饰: ['纯棉连帽卫衣', '高腰阔腿裤', '针织开衫外套', '印花短袖两件套', '百褶半身裙'],
  数码: ['磁吸手机支架', '65W 氮化镓充电器', '透明防摔手机壳', '蓝牙耳机保护套', '编织数据线 2 米'],
  户外: ['速开双人帐篷', '折叠月亮椅', '便携卡式炉', '防水登山包 40L', '速干运动毛巾'],
  宠物: ['猫抓板沙发', '宠物自动饮水机', '冻干鸡胸肉', '除臭猫砂 10kg'],
};

const generalProducts: readonly [string, ...string[]] = [
  '磨砂中性笔 12 支装',
  '多功能螺丝刀套装',
  '手工串珠手链',
  '气球拱门套装',
  '雾面持妆口红',
  '便携化妆镜',
];

/** The product names of a shop, by the first of its tags that has a range. */
export function productsOf(tags: readonly string[]): readonly [string, ...string[]] {
  for (const tag of tags) {
    const products = productsByTag[tag];
    if (products !== undefined) return products;
  }
  return generalProducts;
}

/** The currency in which a platform pays (ISO 4217). */
export const platformCurrency: Readonly<Record<HerdPlatform, string>> = {
  pdd: 'CNY',
  temu: 'USD',
  tiktok: 'USD',
};
