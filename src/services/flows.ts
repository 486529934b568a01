import { type Flow, flowSchema } from '../contract/flow.ts';
import type { FlowDefinition } from '../contract/manifest.ts';
import type { PageOf } from '../contract/paging.ts';
import { arrayPage } from './array-page.ts';
import type { FlowCatalog } from './dispatch/flow-catalog.ts';
import { flowNamed } from './intake/resolve-flow.ts';

export interface Flows {
  /** In the configuration's order. Throws `bad_cursor`. */
  list(query: { readonly limit: number; readonly cursor?: string | undefined }): PageOf<Flow>;
  /** Throws `unknown_flow`. */
  get(name: string): Flow;
}

export function createFlows(catalog: FlowCatalog): Flows {
  return {
    list: (query) =>
      arrayPage(
        catalog.names().map((name) => toApiFlow(flowNamed(catalog, name))),
        (flow) => flow.name,
        query,
      ),
    get: (name) => toApiFlow(flowNamed(catalog, name)),
  };
}

/** Strips the program, which the schema does not know. */
function toApiFlow(flow: FlowDefinition): Flow {
  return flowSchema.parse(flow);
}
