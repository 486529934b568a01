import { getCallSites } from 'node:util';
import type { JsonObject } from '../contract/run.ts';
import type { FlowContext } from './flow-context.ts';
import type { FlowOptions, ParamsSchema } from './flow-options.ts';
import { type FlowPlace, flowPlace } from './flow-place.ts';

/** Parameters as a flow gets them: what its zod schema gives; of a JSON Schema or none, any object. */
export type ParamsOf<Schema> = Schema extends { readonly _zod: { readonly output: infer Output } }
  ? Output
  : JsonObject;

/** Parameters as a caller sends them. */
export type ParamsGivenTo<Schema> = Schema extends { readonly _zod: { readonly input: infer Input } }
  ? Input
  : JsonObject;

/** What a flow's function may give: the run's output (JSON, at most 256 KiB), or nothing. */
export type FlowOutput = object | undefined | null | void;

/** Where a TypeScript flow runs, besides what every flow has. */
export interface FlowCodeOptions extends FlowOptions {
  /**
   * Default false: each attempt in a process of its own, which can always be stopped. True: in a thread that the node
   * keeps warm, together with other inline flows: for short, trusted work that does not block.
   */
  readonly inline?: boolean;
  /** Default false: where the flow's files have changed, ended steps are executed again. True: never. */
  readonly keep?: boolean;
  /** Working folder of the process, relative to the configuration file. Default: that file's folder. Not with `inline`. */
  readonly cwd?: string;
  /** Environment variables added for the process. Not with `inline`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The options of `flow()`. */
export interface FlowDefinitionOptions<Schema extends ParamsSchema, Output extends FlowOutput>
  extends FlowCodeOptions {
  readonly params?: Schema;
  /** The work. `params` are `ctx.params`. Its value is the run's output; what it throws fails the attempt. */
  run(ctx: FlowContext<ParamsOf<Schema>>, params: ParamsOf<Schema>): Output | Promise<Output>;
}

/** A flow as `flow()` returns it. */
export interface Flow<Params = JsonObject, Given = JsonObject, Output extends FlowOutput = FlowOutput>
  extends FlowCodeOptions {
  readonly kind: 'flow';
  readonly params?: ParamsSchema;
  /** Method syntax: a list of flows takes flows of any parameters. */
  run(ctx: FlowContext<Params>, params: Params): Output | Promise<Output>;
  readonly [flowPlace]?: FlowPlace;
  /** Never there: carries the type of the parameters that callers send. Method syntax, as above. */
  given?(params: Given): void;
}

/** A flow written in TypeScript, in `drover.config.ts` or in a file that it imports. */
export function flow<Schema extends ParamsSchema = JsonObject, Output extends FlowOutput = FlowOutput>(
  options: FlowDefinitionOptions<Schema, Output>,
): Flow<ParamsOf<Schema>, ParamsGivenTo<Schema>, Output> {
  const place = getCallSites(50).map((site) => site.scriptName);
  return { ...options, kind: 'flow', [flowPlace]: place };
}
