/** What the palette finds: runs by the beginning of their id, flows, shops and nodes by a part of their names. */
import type { SearchResult } from '../contract/search.ts';
import type { History } from '../ports/history.ts';
import type { FlowCatalog } from './dispatch/flow-catalog.ts';

export interface SearchParts {
  readonly history: History;
  readonly catalog: FlowCatalog;
}

export interface Search {
  search(query: { readonly q: string; readonly limit: number }): Promise<SearchResult>;
}

export function createSearch({ history, catalog }: SearchParts): Search {
  return {
    search: async ({ q, limit }) => {
      const wanted = q.toLowerCase();
      const has = (...texts: readonly (string | null)[]): boolean =>
        texts.some((text) => text?.toLowerCase().includes(wanted));
      // `pdd:1001` names a shop with its platform.
      const [, platform, shop] = /^([a-z][a-z0-9_]*):(.*)$/i.exec(q) ?? [];
      const shopFilter =
        platform === undefined
          ? { text: q }
          : {
              platform: platform.toLowerCase(),
              ...(shop === undefined || shop === '' ? {} : { text: shop }),
            };
      const [runs, shops, nodes] = await Promise.all([
        history.runsByPrefix(q, limit),
        history.shops(shopFilter, limit, null),
        history.nodes(),
      ]);
      return {
        runs: [...runs],
        flows: catalog
          .names()
          .map((name) => ({ name, title: catalog.flow(name)?.title ?? null }))
          .filter(({ name, title }) => has(name, title))
          .slice(0, limit),
        shops: shops.items.map(({ shop: { platform: of, id, name } }) => ({ platform: of, id, name })),
        nodes: nodes
          .filter(({ id, name }) => has(id, name))
          .map(({ id, name }) => ({ id, name }))
          .slice(0, limit),
      };
    },
  };
}
