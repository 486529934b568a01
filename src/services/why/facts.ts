import type { WhyHolder, WhyNode } from '../../contract/why.ts';
import { matches, type Offer, type Requirement } from '../../domain/limit-keys.ts';
import type { HolderRecord, NodeRecord } from '../../domain/records.ts';
import { busyIn, laneOf } from '../../domain/slots.ts';
import { instant } from '../runs/run-view.ts';

type LiveNode = NodeRecord & { readonly busy: Readonly<Record<string, number>> };

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
    .map((node) => {
      const lane = laneOf(node, requirement.pool) ?? { pools: [], slots: node.slots };
      return {
        name: node.name,
        slots: lane.slots,
        busy: busyIn(node, lane, node.busy),
        lacks: lacksOf(node, requirement),
      };
    });
}

function lacksOf(node: NodeRecord, requirement: Requirement): string[] {
  const offer: Offer = {
    slots: node.slots,
    pools: node.pools,
    poolSlots: node.poolSlots,
    tags: node.tags,
    flows: node.flows.map((flow) => flow.name),
    draining: node.draining || node.leaving,
  };
  if (matches(offer, requirement)) return [];
  const lane = laneOf(offer, requirement.pool);
  return [
    ...(offer.draining ? ['draining'] : []),
    ...((lane?.slots ?? offer.slots) > 0 ? [] : ['slots']),
    ...(lane !== undefined ? [] : [`pool:${requirement.pool}`]),
    ...requirement.tags.filter((tag) => !offer.tags.includes(tag)).map((tag) => `tag:${tag}`),
    ...(offer.flows.includes(requirement.flow) ? [] : [withoutFlow(node, requirement.flow)]),
  ];
}

/** The file for want of which the node does not offer the flow, else the flow itself. */
function withoutFlow({ missing = [] }: NodeRecord, flow: string): string {
  const file = missing.find((one) => one.flow === flow);
  return file === undefined ? `flow:${flow}` : `file:${file.path}`;
}
