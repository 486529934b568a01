import type { Node } from '../contract/node.ts';
import type { PageOf } from '../contract/paging.ts';
import { DroverError } from '../domain/drover-error.ts';
import type { NodeRecord } from '../domain/records.ts';
import { said } from '../domain/refusals/said.ts';
import { busyIn, lanesOf } from '../domain/slots.ts';
import type { History } from '../ports/history.ts';
import { arrayPage } from './array-page.ts';
import type { FlowCatalog } from './dispatch/flow-catalog.ts';
import type { Gateway } from './gateway/gateway.ts';
import { instant } from './runs/run-view.ts';

export interface NodesParts {
  readonly history: History;
  readonly gateway: Pick<Gateway, 'drain' | 'presence' | 'lastSeenAt'>;
  readonly catalog: FlowCatalog;
}

export interface Nodes {
  /** Every node that has ever said hello, in that order. Throws `bad_cursor`. */
  list(query: {
    readonly limit: number;
    readonly cursor?: string | undefined;
    readonly state?: Node['state'] | undefined;
  }): Promise<PageOf<Node>>;
  /** Whether the node takes nothing new (its runs go on); kept across its restarts. Throws `unknown_node`. */
  drain(id: string, draining: boolean): Promise<Node>;
}

export function createNodes(parts: NodesParts): Nodes {
  const all = async (): Promise<Node[]> =>
    (await parts.history.nodes()).map((node) => toApiNode(parts, node));
  return {
    list: async ({ state, ...query }) => {
      const nodes = await all();
      return arrayPage(
        state === undefined ? nodes : nodes.filter((node) => node.state === state),
        (node) => node.id,
        query,
      );
    },
    drain: async (id, draining) => {
      const known = await parts.gateway.drain(id, draining);
      const node = known ? (await all()).find((one) => one.id === id) : undefined;
      if (node === undefined) throw new DroverError('unknown_node', said('no_node', { id }));
      return node;
    },
  };
}

function toApiNode(
  parts: NodesParts,
  node: NodeRecord & { readonly busy: Readonly<Record<string, number>> },
): Node {
  const [shared, ...own] = lanesOf(node).map(({ pools, slots }) => ({
    pool: pools[0] ?? '',
    slots,
    busy: busyIn(node, { pools, slots }, node.busy),
  }));
  const presence = parts.gateway.presence(node.id);
  const draining = node.draining || node.leaving;
  const state =
    presence === 'connected'
      ? draining
        ? 'draining'
        : 'connected'
      : presence === 'reconnecting'
        ? 'reconnecting'
        : 'offline';
  return {
    id: node.id,
    name: node.name,
    host: node.host,
    pid: node.pid,
    os: node.os,
    version: node.version,
    state,
    cgroups: node.cgroups ?? null,
    draining: node.draining,
    slots: node.slots,
    busy: shared?.busy ?? 0,
    pools: [...node.pools],
    poolSlots: own,
    tags: [...node.tags],
    flows: node.flows.map(({ name, hash }) => ({
      name,
      hash,
      outdated: isOutdated(parts.catalog, name, hash),
    })),
    missing: [...(node.missing ?? [])],
    lastSeenAt: instant(parts.gateway.lastSeenAt(node.id) ?? node.lastSeenAt),
  };
}

function isOutdated(catalog: FlowCatalog, name: string, hash: string): boolean {
  const flow = catalog.flow(name);
  return flow !== undefined && flow.hash !== hash;
}
