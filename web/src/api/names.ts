/** Names that people gave to shops, flows and nodes, by what runs call them; read once, kept while live events say nothing new. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Flow } from '../../../src/contract/flow.ts';
import type { Node } from '../../../src/contract/node.ts';
import type { Shop } from '../../../src/contract/shop.ts';
import { allOf } from './all-of.ts';
import { client } from './client.ts';
import { queryKeys } from './query-keys.ts';

/** Names seldom change; a page that is opened reads those that are older, ms. */
const staleTime = 60_000;

/** Names alone are not read with every event, but now and then on a page that stays open. */
const seldom = { staleTime, refetchInterval: staleTime };

const none: readonly never[] = [];

const allShops = (): Promise<Shop[]> => allOf((page) => client.shops(page));

/** All shops as they stand, in the server's order; empty until they are read. */
export function useShops(): readonly Shop[] {
  return useQuery({ queryKey: [...queryKeys.shops.all, 'every'], queryFn: allShops, staleTime }).data ?? none;
}

/** The same for who needs no more than what they are called and where they belong. */
export function useShopNames(): readonly Pick<Shop, 'platform' | 'id' | 'name'>[] {
  return useQuery({ queryKey: queryKeys.names.shops, queryFn: allShops, ...seldom }).data ?? none;
}

/** All flows of the configuration, in its order; undefined until they are read. */
export function useFlows(): readonly Flow[] | undefined {
  return useQuery({
    queryKey: [...queryKeys.flows.all, 'names'],
    queryFn: () => allOf((page) => client.flows(page)),
    staleTime,
  }).data;
}

function useNodes(): readonly Node[] {
  const { data } = useQuery({
    queryKey: queryKeys.names.nodes,
    queryFn: () => allOf((page) => client.nodes(page)),
    ...seldom,
  });
  return data ?? none;
}

export interface Names {
  /** The shop's name; its id where it has none. */
  shop(platform: string | null, id: string): string;
  /** The flow's title; its name where it has none. */
  flow(name: string): string;
  /** The node's name; the beginning of its id where it is gone. */
  node(id: string): string;
}

/** Names by ids; what is not known yet is called by its id. */
export function useNames(): Names {
  const shops = useShopNames();
  const flows = useFlows();
  const nodes = useNodes();
  return useMemo(() => {
    const shopNames = new Map(shops.map((shop) => [`${shop.platform}:${shop.id}`, shop.name]));
    const flowTitles = new Map((flows ?? []).map((flow) => [flow.name, flow.title]));
    const nodeNames = new Map(nodes.map((node) => [node.id, node.name]));
    return {
      shop: (platform, id) => shopNames.get(`${platform ?? ''}:${id}`) ?? id,
      flow: (name) => flowTitles.get(name) ?? name,
      node: (id) => nodeNames.get(id) ?? id.slice(0, 8),
    };
  }, [shops, flows, nodes]);
}
