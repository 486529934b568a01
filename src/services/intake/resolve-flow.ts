import type { Bilingual } from '../../contract/bilingual.ts';
import { engineFlowName } from '../../contract/exec.ts';
import type { FlowDefinition } from '../../contract/manifest.ts';
import type { ParsedSubmitRequest } from '../../contract/submit.ts';
import { didYouMean } from '../../domain/did-you-mean.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { faultAt } from '../../domain/input-faults.ts';
import { listed, nothingSaid, said } from '../../domain/refusals/said.ts';
import type { FlowCatalog } from '../dispatch/flow-catalog.ts';

/** The flow of this name. Throws `unknown_flow` with the names that there are. */
export function flowNamed(catalog: FlowCatalog, name: string): FlowDefinition {
  const flow = catalog.flow(name);
  if (flow !== undefined) return flow;
  const known = choices(catalog);
  const meant = didYouMean(name, known);
  const hint = meant === undefined ? nothingSaid : said('flow_meant', { meant });
  throw new DroverError('unknown_flow', said('no_flow', { name, hint, known: listOf(known) }), {
    details: { known, ...(meant === undefined ? {} : { didYouMean: meant }) },
  });
}

/** The flow that a submission asks for: by name, else by platform and task type. Throws when there is none. */
export function resolveFlow(catalog: FlowCatalog, request: ParsedSubmitRequest): FlowDefinition {
  if (request.flow === engineFlowName) {
    throw new DroverError('bad_request', said('exec_flow', { name: engineFlowName }), {
      details: { faults: [faultAt('/flow', said('exec_only'))] },
    });
  }
  if (request.flow !== undefined) return flowNamed(catalog, request.flow);
  const { platform, taskType } = request;
  if (platform === undefined || taskType === undefined) {
    throw new DroverError('bad_request', said('nothing_to_run'), {
      details: { faults: [faultAt('/flow', said('flow_missing'))] },
    });
  }
  const flow = catalog.match(platform, taskType);
  if (flow !== undefined) return flow;
  const known = choices(catalog);
  throw new DroverError(
    'no_flow_matches',
    said('flow_not_matched', { platform, taskType, known: listOf(known) }),
    {
      details: { known },
    },
  );
}

/** What may be submitted by name. */
function choices(catalog: FlowCatalog): string[] {
  return catalog.names().filter((name) => name !== engineFlowName);
}

/** Names shown in a message. */
const shownNames = 20;

function listOf(known: readonly string[]): Bilingual {
  if (known.length === 0) return said('flows_none');
  const more =
    known.length > shownNames ? said('and_more', { count: known.length - shownNames }) : nothingSaid;
  return said('flows_known', { names: listed(known.slice(0, shownNames)), more });
}
