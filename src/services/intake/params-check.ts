import { isTooDeep, maxJsonDepth } from '../../contract/json-depth.ts';
import type { FlowDefinition } from '../../contract/manifest.ts';
import type { JsonObject } from '../../contract/run.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { faultAt } from '../../domain/input-faults.ts';
import type { ParamsFault } from '../../domain/params-faults.ts';
import { type CompiledParams, compileParams } from '../../domain/params-schema.ts';
import { said } from '../../domain/refusals/said.ts';
import { toldParamsFaults } from '../../domain/told-params-faults.ts';

/** Largest parameters of a run, bytes of JSON. */
export const maxParamsBytes = 256 * 1024;
/** Most faults that are listed. */
const maxFaults = 50;

const compiled = new WeakMap<FlowDefinition, CompiledParams>();

/** Checks parameters against depth, size and the flow's schema. Throws `params_too_large`, or `invalid_params` with all faults. */
export function checkParams(flow: FlowDefinition, params: JsonObject): void {
  if (isTooDeep(params)) {
    throw new DroverError('invalid_params', said('params_deep', { levels: maxJsonDepth }), {
      details: { faults: [faultAt('/params', said('nested_deep', { levels: maxJsonDepth }))] },
    });
  }
  const bytes = Buffer.byteLength(JSON.stringify(params));
  if (bytes > maxParamsBytes) {
    throw new DroverError('params_too_large', said('params_large', { bytes, limit: maxParamsBytes }), {
      details: { bytes, limit: maxParamsBytes },
    });
  }
  const faults = schemaFaults(flow, params);
  if (faults.length > 0) throw invalidParams(flow, faults);
}

/** What the flow's schema finds wrong with parameters. */
export function schemaFaults(flow: FlowDefinition, params: JsonObject): ParamsFault[] {
  const schema = schemaOf(flow);
  if (!schema.ok) {
    throw new DroverError(
      'internal',
      `The parameter schema of flow ${flow.name} can't be used: ${schema.message}`,
      { kind: 'bug' },
    );
  }
  return schema.check(params).slice(0, maxFaults);
}

/** The error of parameters in which their flow's schema has found these faults. */
export function invalidParams(flow: FlowDefinition, faults: readonly ParamsFault[]): DroverError {
  return new DroverError(
    'invalid_params',
    said('params_misfit', { flow: flow.name, ...toldParamsFaults(faults) }),
    {
      details: { faults: faults.map((fault) => faultAt(`/params${fault.path}`, fault.words)) },
    },
  );
}

function schemaOf(flow: FlowDefinition): CompiledParams {
  const known = compiled.get(flow);
  if (known !== undefined) return known;
  const made = compileParams(flow.params);
  compiled.set(flow, made);
  return made;
}
