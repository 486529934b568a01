/** What a configuration file imports from `drover`. */
export type { ConfigOptions, NodeOptions, ShopOptions } from './config-options.ts';
export { command, defineConfig, engine, script } from './define-config.ts';
export { type Flow, type FlowDefinitionOptions, type FlowOutput, flow } from './flow.ts';
export type { Artifact, FlowContext, LogLevel, StepOptions } from './flow-context.ts';
export { FlowError, type FlowErrorType, FlowStopped, NotDone } from './flow-error.ts';
export type { FlowInput } from './flow-input.ts';
export type {
  CommandOptions,
  Duration,
  EngineOptions,
  FlowOptions,
  ParamsSchema,
  RetryOptions,
  ScriptOptions,
} from './flow-options.ts';
export type { CalendarOptions, CalendarRange, ScheduleOptions, ShopSelection } from './schedule-options.ts';
export { type Scheduled, type ScheduledTask, scheduled } from './scheduled.ts';
