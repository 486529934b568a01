/** The client's calls for what the server says of itself, and for single shops. */
import type { Readiness } from '../contract/health.ts';
import type { Shop, ShopPut } from '../contract/shop.ts';
import type { Transport } from './call.ts';

export interface ServerCalls {
  /** Whether submissions are accepted, and what is degraded. */
  readiness(): Promise<Readiness>;
  /** The API's description, an OpenAPI 3.1 document. */
  openapi(): Promise<Readonly<Record<string, unknown>>>;
  shop(platform: string, id: string): Promise<Shop>;
  /** Makes the shop, or changes what is given. */
  putShop(platform: string, id: string, body: ShopPut): Promise<Shop>;
}

/** The calls, over a client's way to reach the server. */
export function serverCalls(transport: Transport): ServerCalls {
  const shop = (platform: string, id: string): string =>
    `/api/shops/${encodeURIComponent(platform)}/${encodeURIComponent(id)}`;
  return {
    // 503 while it does not accept any: that is an answer too.
    readiness: () => transport.ask('/readyz', { alsoAnswer: 503 }),
    openapi: () => transport.ask('/openapi.json'),
    shop: async (platform, id) => (await transport.ask<{ shop: Shop }>(shop(platform, id))).shop,
    putShop: async (platform, id, body) =>
      (await transport.ask<{ shop: Shop }>(shop(platform, id), { method: 'PUT', body })).shop,
  };
}
