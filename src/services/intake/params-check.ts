import { isTooDeep, tooDeepWords } from '../../contract/json-depth.ts';
import type { FlowDefinition } from '../../contract/manifest.ts';
import type { JsonObject } from '../../contract/run.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { type CompiledParams, compileParams, type ParamsFault } from '../../domain/params-schema.ts';

/** Largest parameters of a run, bytes of JSON. */
export const maxParamsBytes = 256 * 1024;
/** Most faults that are listed. */
const maxFaults = 50;

const compiled = new WeakMap<FlowDefinition, CompiledParams>();

/** Checks parameters against depth, size and the flow's schema. Throws `params_too_large`, or `invalid_params` with all faults. */
export function checkParams(flow: FlowDefinition, params: JsonObject): void {
  if (isTooDeep(params)) {
    throw new DroverError('invalid_params', `The parameters are ${tooDeepWords}.`, {
      details: { faults: [{ path: '/params', message: `is ${tooDeepWords}` }] },
    });
  }
  const bytes = Buffer.byteLength(JSON.stringify(params));
  if (bytes > maxParamsBytes) {
    throw new DroverError(
      'params_too_large',
      `The parameters are ${bytes} bytes of JSON; at most ${maxParamsBytes} are taken. Put large data elsewhere and give its address.`,
      {
        details: { bytes, limit: maxParamsBytes },
      },
    );
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

export function invalidParams(flow: FlowDefinition, faults: readonly ParamsFault[]): DroverError {
  const words = faults.map((fault) => `${fault.path === '' ? 'params' : fault.path} ${fault.message}`);
  return new DroverError(
    'invalid_params',
    `The parameters don't fit flow ${flow.name}: ${words.slice(0, 5).join('; ')}${words.length > 5 ? '; …' : ''}.`,
    {
      details: { faults: faults.map((fault) => ({ path: `/params${fault.path}`, message: fault.message })) },
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
