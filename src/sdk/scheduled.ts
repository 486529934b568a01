import type { JsonObject } from '../contract/run.ts';
import { command, script } from './define-config.ts';
import type { FlowInput } from './flow-input.ts';
import type { CommandOptions, FlowOptions, ScriptOptions } from './flow-options.ts';
import type { ScheduleOptions } from './schedule-options.ts';

/** What a task has of its flow; `params` and `tags` are its schedule's. */
type FlowPart = Pick<
  FlowOptions,
  'title' | 'description' | 'timeout' | 'retry' | 'pool' | 'limits' | 'manualMinutes' | 'match' | 'expected'
>;
/** What a task has of its schedule. */
type SchedulePart = Omit<ScheduleOptions, 'flow' | 'name' | 'timeout' | 'description'>;

interface TaskOptions extends FlowPart, SchedulePart {
  /** Unique in the configuration: the name of its flow and of its schedule. */
  readonly name: string;
  /** Parameters of its runs. */
  readonly params?: JsonObject;
}

/** A script or command with the times at which it runs: flow and schedule in one entry. */
export type ScheduledTask =
  | (TaskOptions & Pick<ScriptOptions, 'entry' | 'interpreter' | 'args' | 'cwd' | 'encoding' | 'env'>)
  | (TaskOptions & Pick<CommandOptions, 'command' | 'cwd' | 'encoding' | 'env'>);

/** Flows and schedules for `defineConfig`. */
export interface Scheduled {
  readonly flows: readonly FlowInput[];
  readonly schedules: readonly ScheduleOptions[];
}

const ofFlow = [
  ...['name', 'title', 'description', 'timeout', 'retry', 'pool', 'limits', 'manualMinutes', 'match'],
  ...['expected', 'entry', 'interpreter', 'args', 'command', 'cwd', 'encoding', 'env'],
];
/** What flow and schedule both get. */
const ofBoth = ['name', 'description'];

/**
 * Makes a flow and a schedule of each entry, so that a new task is one entry:
 * `export default defineConfig({ ...scheduled([{ name: 'report', entry: 'report.py', cron: '0 8 * * *' }]) })`.
 * What `common` holds is every entry's that does not say otherwise.
 */
export function scheduled(
  tasks: readonly ScheduledTask[],
  common: Partial<FlowPart & SchedulePart> = {},
): Scheduled {
  const whole = tasks.map((task) => ({ ...common, ...task }));
  return {
    flows: whole.map((task) => {
      const options = part(task, (key) => ofFlow.includes(key));
      // casts: the parts that the types above name; all of it is checked when the configuration has been read
      return 'command' in task
        ? command(options as unknown as CommandOptions)
        : script(options as unknown as ScriptOptions);
    }),
    schedules: whole.map((task) => {
      const options = part(task, (key) => !ofFlow.includes(key) || ofBoth.includes(key));
      return { ...options, flow: task.name } as unknown as ScheduleOptions; // cast: as above
    }),
  };
}

function part(task: object, wanted: (key: string) => boolean): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(task).filter(([key]) => wanted(key)));
}
