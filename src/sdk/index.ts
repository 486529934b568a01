/** What a configuration file imports from `drover`. */
export type { ConfigOptions, NodeOptions, ShopOptions } from './config-options.ts';
export { command, defineConfig, script } from './define-config.ts';
export type {
  CommandOptions,
  Duration,
  FlowInput,
  FlowOptions,
  ParamsSchema,
  RetryOptions,
  ScriptOptions,
} from './flow-options.ts';
