/** Environment variable that marks every process of a tree; inherited by all descendants that keep their environment. */
export const TREE_TAG_VARIABLE = 'DROVER_TREE_TAG';

/** Environment variable of a guard process: the boot id of the node that it guards. */
export const GUARD_OF_VARIABLE = 'DROVER_GUARD_OF';

/** Environment variable of a guard process: the process of that node, as `markText` writes it. */
export const GUARD_NODE_VARIABLE = 'DROVER_GUARD_NODE';

/** What a tag says. The boot id holds no `:`; the run id may. */
export interface TreeTagParts {
  readonly bootId: string;
  readonly runId: string;
  readonly attempt: number;
}

/** The tag of one attempt's tree: `bootId:runId:attempt`, unique for as long as boot ids are. */
export function treeTag(parts: TreeTagParts): string {
  return `${parts.bootId}:${parts.runId}:${parts.attempt}`;
}

/** The boot id of the node that started a tree with this tag; null when the text is no tag. */
export function bootIdOfTag(tag: string): string | null {
  const end = tag.indexOf(':');
  return end > 0 ? tag.slice(0, end) : null;
}

/**
 * Boot ids are `nodeId.random`, so that a new boot of a node can tell by the tag alone which trees older boots of the
 * same node left. Neither part may hold `:`, `.` or `/`.
 */
export function bootIdOfNode(nodeId: string, random: string): string {
  return `${nodeId}.${random}`;
}

/** True for a boot id that `bootIdOfNode` made for this node. */
export function isBootOfNode(bootId: string, nodeId: string): boolean {
  return bootId.startsWith(`${nodeId}.`);
}
