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

const none: readonly never[] = [];

/** All shops, in the server's order; empty until they are read. */
export function useShops(): readonly Shop[] {
  const { data } = useQuery({
    queryKey: [...queryKeys.shops.all, 'names'],
    queryFn: () => allOf((page) => client.shops(page)),
    staleTime,
  });
  return data ?? none;
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
    queryKey: [...queryKeys.nodes.all, 'names'],
    queryFn: () => allOf((page) => client.nodes(page)),
    staleTime,
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
  const shops = useShops();
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
