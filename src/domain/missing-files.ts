import type { FlowDefinition } from '../contract/manifest.ts';
import type { MissingFile } from '../contract/node.ts';

/** What a machine's flows lack on its disk. */
export function missingFiles(flows: readonly FlowDefinition[]): MissingFile[] {
  return flows.flatMap(({ name, missing }) => (missing === undefined ? [] : [{ flow: name, path: missing }]));
}
