import { dirname } from 'node:path';
import type { FlowDefinition } from '../contract/manifest.ts';
import type { ProgramChanged } from '../domain/config-changes.ts';
import { flowHash } from './flow-hash.ts';

/**
 * Tells the programs of these flows, read from the configuration file `path`, from those in force, of which only the flows'
 * hashes are known: what is in force would have the same hash with the program that is here, unless the program, its entry
 * file or its modules are others. What is in the files that a command names has no part in a hash.
 */
export function programChanged(flows: readonly FlowDefinition[], path: string): ProgramChanged {
  const here = new Map(flows.map((flow) => [flow.name, flow]));
  return ({ hash, missing: _, ...inForce }) => {
    const flow = here.get(inForce.name);
    return flow !== undefined && flowHash({ ...inForce, program: flow.program }, dirname(path)) !== hash;
  };
}
