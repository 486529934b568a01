import type { FlowDefinition } from '../../contract/manifest.ts';
import type { ParsedSubmitRequest } from '../../contract/submit.ts';
import { didYouMean } from '../../domain/did-you-mean.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type { FlowCatalog } from '../dispatch/flow-catalog.ts';

/** The flow of this name. Throws `unknown_flow` with the names that there are. */
export function flowNamed(catalog: FlowCatalog, name: string): FlowDefinition {
  const flow = catalog.flow(name);
  if (flow !== undefined) return flow;
  const known = catalog.names();
  const meant = didYouMean(name, known);
  const remedy = meant === undefined ? `${listOf(known)}.` : `Did you mean "${meant}"? ${listOf(known)}.`;
  throw new DroverError('unknown_flow', `There is no flow "${name}". ${remedy}`, {
    details: { known, ...(meant === undefined ? {} : { didYouMean: meant }) },
  });
}

/** The flow that a submission asks for: by name, else by platform and task type. Throws when there is none. */
export function resolveFlow(catalog: FlowCatalog, request: ParsedSubmitRequest): FlowDefinition {
  if (request.flow !== undefined) return flowNamed(catalog, request.flow);
  const { platform, taskType } = request;
  if (platform === undefined || taskType === undefined) {
    throw new DroverError('bad_request', 'Say what to run: "flow", or "platform" and "taskType".', {
      details: { faults: [{ path: '/flow', message: 'is missing, and so are platform and taskType' }] },
    });
  }
  const flow = catalog.match(platform, taskType);
  if (flow !== undefined) return flow;
  const known = catalog.names();
  throw new DroverError(
    'no_flow_matches',
    `No flow matches platform "${platform}" and task type "${taskType}". ${listOf(known)}.`,
    {
      details: { known },
    },
  );
}

/** Names shown in a message. */
const shownNames = 20;

function listOf(known: readonly string[]): string {
  if (known.length === 0) return 'The configuration has no flow';
  const more = known.length > shownNames ? ` and ${known.length - shownNames} more` : '';
  return `Flows here: ${known.slice(0, shownNames).join(', ')}${more}`;
}
