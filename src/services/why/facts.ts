import type { WhyHolder, WhyNode } from '../../contract/why.ts';
import { matches, type Offer, type Requirement } from '../../domain/limit-keys.ts';
import type { HolderRecord, NodeRecord } from '../../domain/records.ts';
import { instant } from '../runs/run-view.ts';

type LiveNode = NodeRecord & { readonly busy: number };

/** Holders as the answer shows them. */
export function holdersOf(records: readonly HolderRecord[], nodes: readonly NodeRecord[]): WhyHolder[] {
  return records.map((record) => ({
    runId: record.runId,
    flow: record.flow,
    platform: record.platform,
    shopId: record.shopId,
    state: record.state,
    since: instant(record.since),
    node: nodes.find((node) => node.key === record.node)?.name ?? null,
  }));
}

/** Connected nodes, and what each lacks to execute runs of this requirement. */
export function nodesFor(nodes: readonly LiveNode[], requirement: Requirement): WhyNode[] {
  return nodes
    .filter((node) => node.connected)
    .map((node) => ({
      name: node.name,
      slots: node.slots,
      busy: node.busy,
      lacks: lacksOf(node, requirement),
    }));
}

function lacksOf(node: NodeRecord, requirement: Requirement): string[] {
  const offer: Offer = {
    slots: node.slots,
    pools: node.pools,
    tags: node.tags,
    flows: node.flows.map((flow) => flow.name),
    draining: node.draining || node.leaving,
  };
  if (matches(offer, requirement)) return [];
  return [
    ...(offer.draining ? ['draining'] : []),
    ...(offer.slots > 0 ? [] : ['slots']),
    ...(offer.pools.includes(requirement.pool) ? [] : [`pool:${requirement.pool}`]),
    ...requirement.tags.filter((tag) => !offer.tags.includes(tag)).map((tag) => `tag:${tag}`),
    ...(offer.flows.includes(requirement.flow) ? [] : [`flow:${requirement.flow}`]),
  ];
}
