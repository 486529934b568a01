import type { JsonObject } from '../contract/run.ts';

/** A time span: a number of seconds, or text such as "30s", "10m", "1h", "2d", "1h30m". */
export type Duration = number | string;

/** Parameters of a flow: a zod 4 schema (of any copy of zod) or a JSON Schema, describing an object. */
export type ParamsSchema = { readonly _zod: object } | JsonObject;

/** When to try again after a failure. Give `delays`, or `base` with `factor` and `cap`. */
export interface RetryOptions {
  /** Failures that are tried again, 0 to 100. Default: the number of `delays` where given, else the flow kind's default. */
  readonly max?: number;
  /** Wait before retry 1, 2, …; the last one repeats. */
  readonly delays?: readonly Duration[];
  /** Wait before the first retry. Default 30 s. */
  readonly base?: Duration;
  /** Each wait is this many times the one before. Default 2. */
  readonly factor?: number;
  /** No wait is longer. Default 1 h, or `base` where that is longer. */
  readonly cap?: Duration;
}

/** What every kind of flow has. Precedence: the run's own value > its schedule's > the flow's > the default. */
export interface FlowOptions {
  /** Unique in the configuration, e.g. `sync_order`. */
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** Which platform + task type this flow serves; `*` (the default of each part) fits all. The first in file order wins. */
  readonly match?: { readonly platform?: string; readonly taskType?: string };
  /** Default: any object. */
  readonly params?: ParamsSchema;
  /** Longest time of one attempt. Default 10 min, of a script 1 h. */
  readonly timeout?: Duration;
  /** Default: 3 retries after 30, 60 and 120 s; of a script 2 after 300 s each. */
  readonly retry?: RetryOptions;
  /** Which nodes execute it. Default `default`. */
  readonly pool?: string;
  /** Limits that a run takes besides the configured `flow:` and `platform:` ones. Default `['shop']`; `[]` for none. */
  readonly limits?: readonly 'shop'[];
  /** From a run's due time: if it has not started by then, it ends `expired`. Default: never. */
  readonly expires?: Duration;
  /** Tags that a node must have. */
  readonly tags?: readonly string[];
  /** Minutes that a person would need for the same work, for the KPIs. */
  readonly manualMinutes?: number;
  /** How fresh the shop's data is promised to be. */
  readonly expected?: string;
  /** Template of the default business key, e.g. `{shop_id}:{param.date}`. */
  readonly dedupe?: string;
}

/** Where and how a flow's program runs. */
interface ProgramOptions {
  /** Working folder, relative to the configuration file. Default: the configuration file's folder. */
  readonly cwd?: string;
  /** Encoding of the program's output, e.g. `gbk`. Default `utf-8`. */
  readonly encoding?: string;
  /** Environment variables added for the program. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ScriptOptions extends FlowOptions, ProgramOptions {
  /** The file to run, relative to the configuration file. */
  readonly entry: string;
  /** Program, with its arguments, that runs `entry`. Default by the ending: .py python3; .js, .mjs, .ts this Node. */
  readonly interpreter?: string | readonly string[];
  /** Arguments after `entry`; templates such as `{shop_id}` allowed, `{shop_id?}` where a run may have none. */
  readonly args?: readonly string[];
}

/** A flow that an outside engine executes over HTTP; see docs/exec-api.md. */
export interface EngineOptions extends FlowOptions {
  /** `POST` here creates a task. */
  readonly createUrl: string;
  /** `GET` of this and the task's id tells how it stands. */
  readonly queryUrl: string;
  /** `POST` of this and the task's id stops it. Default: the engine can't. */
  readonly cancelUrl?: string;
  /** Name of the variable in the node's environment that holds the engine's token (`NAME`, or a file as `NAME_FILE`). */
  readonly token: string;
  /** The engine's project, which gets the run's parameters. Default: the parameters are the whole request. */
  readonly project?: string;
  /** Default `EXECUTOR`. */
  readonly execPosition?: string;
  /** Words of the engine for tasks that are over. Default COMPLETED; FAILED; CANCELLED, TIMEOUT, UNKNOWN. */
  readonly statuses?: {
    readonly completed?: readonly string[];
    readonly failed?: readonly string[];
    readonly stopped?: readonly string[];
  };
  /** Longest wait between two queries of a task. Default 10 s. */
  readonly interval?: Duration;
}

export interface CommandOptions extends FlowOptions, ProgramOptions {
  /** Argument vector, never a shell line; templates such as `{shop_id}` allowed, `{shop_id?}` where a run may have none. */
  readonly command: readonly string[];
}
