import type { JsonObject } from '../../contract/run.ts';
import type { ParamsSchema } from '../flow-options.ts';

/** The parameters as the flow gets them, or what is wrong with them in words. */
export type ParametersRead =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly message: string };

/** How any copy of zod is asked. Source: https://standardschema.dev */
interface StandardSchema {
  readonly '~standard': {
    validate(value: unknown): StandardResult | Promise<StandardResult>;
  };
}
interface StandardResult {
  readonly value?: unknown;
  readonly issues?: readonly { readonly message: string; readonly path?: readonly unknown[] }[];
}

/**
 * Applies a zod schema: its defaults, transformations and finer checks. A JSON Schema has been applied by whoever took
 * the run in.
 */
export function readParameters(
  schema: ParamsSchema | undefined,
  params: JsonObject,
): ParametersRead | Promise<ParametersRead> {
  if (schema === undefined || !isStandard(schema)) return { ok: true, value: params };
  const result = schema['~standard'].validate(params);
  return result instanceof Promise ? result.then(read) : read(result);
}

function read({ value, issues }: StandardResult): ParametersRead {
  // A schema of parameters describes an object.
  if (issues === undefined) return { ok: true, value: value as JsonObject };
  const words = issues.map(({ message, path = [] }) =>
    path.length === 0 ? message : `${path.map(keyOf).join('.')}: ${message}`,
  );
  return { ok: false, message: `bad parameters: ${words.join('; ')}` };
}

/** A key of a path, plain or as an object. */
function keyOf(segment: unknown): string {
  return typeof segment === 'object' && segment !== null && 'key' in segment
    ? String(segment.key)
    : String(segment);
}

function isStandard(schema: object): schema is StandardSchema {
  const standard: unknown = '~standard' in schema ? schema['~standard'] : undefined;
  return typeof standard === 'object' && standard !== null && 'validate' in standard;
}
