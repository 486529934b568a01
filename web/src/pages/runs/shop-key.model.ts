/** A shop in an address: `pdd:1001`, or `1001` alone. */
export interface PlatformAndShop {
  readonly platform: string | null;
  readonly shopId: string | null;
}

export function shopOf(text: string): PlatformAndShop {
  const cut = text.indexOf(':');
  return cut < 0
    ? { platform: null, shopId: text }
    : { platform: text.slice(0, cut), shopId: text.slice(cut + 1) };
}

/** The other way round; null: no shop. */
export function shopKey({ platform, shopId }: PlatformAndShop): string | null {
  if (shopId === null) return null;
  return platform === null ? shopId : `${platform}:${shopId}`;
}
