import type { JsonObject } from '../contract/run.ts';

/**
 * Templates such as `{shop_id}` and `{param.date}` in argument vectors and business keys. A value is put in as it is,
 * once: braces inside it are not looked at again. `{{name}}` stands for the literal text `{name}`; braces around
 * anything that is not a name (JSON, for instance) are left alone. `{shop_id?}` may have no value: it is empty text then.
 */

/** Names for arguments of programs. `param.NAME` stands for each parameter; a dotted NAME reaches into objects. */
export const programTemplateNames = [
  'platform',
  'task_type',
  'shop_id',
  'task_id',
  'debug_port',
  'profile_id',
  'timeout_seconds',
  'params_json',
  'task_json',
  'param.NAME',
] as const;

/** Those of them whose value a run may lack; an argument that names one can't be filled then. */
export const runTemplateNames: readonly string[] = ['shop_id', 'platform', 'task_type'];

/** Names for the template of a flow's default business key. */
export const dedupeTemplateNames = ['shop_id', 'platform', 'task_type', 'param.NAME'] as const;

/** Values by name; null and absent ones are put in as empty text. `param` holds the parameters. */
export interface TemplateValues {
  readonly [name: string]: string | number | null | JsonObject | undefined;
  readonly param?: JsonObject;
}

const place = /\{\{([a-z_]\w*(?:\.[^\s{}]+|\?)?)\}\}|\{([a-z_]\w*(?:\.[^\s{}]+)?)(\??)\}/giu;

/** The names that a template uses, each once, in order. */
export function templateNames(template: string): string[] {
  const names = new Set<string>();
  for (const [, , name] of template.matchAll(place)) if (name !== undefined) names.add(name);
  return [...names];
}

/** Those of them that must have a value: they stand somewhere without a question mark. */
export function wantedTemplateNames(template: string): string[] {
  const names = new Set<string>();
  for (const [, , name, mark] of template.matchAll(place))
    if (name !== undefined && mark === '') names.add(name);
  return [...names];
}

/** The names in a template that are not among `allowed`, where `param.NAME` allows every parameter. */
export function unknownTemplateNames(template: string, allowed: readonly string[]): string[] {
  return templateNames(template).filter(
    (name) => !(name.startsWith('param.') ? allowed.includes('param.NAME') : allowed.includes(name)),
  );
}

/** The names in a template that must have a value and have none, or an empty one, in `values`. */
export function missingTemplateNames(template: string, values: TemplateValues): string[] {
  return wantedTemplateNames(template).filter((name) => valueOf(name, values) === '');
}

/** The template with each name replaced by its value: text as it is, anything else as JSON, absent as empty text. */
export function fillTemplate(template: string, values: TemplateValues): string {
  return template.replace(place, (_, literal: string | undefined, name: string | undefined) =>
    name === undefined ? `{${literal ?? ''}}` : valueOf(name, values),
  );
}

function valueOf(name: string, values: TemplateValues): string {
  const value = name.startsWith('param.')
    ? paramOf(name.slice('param.'.length), values.param ?? {})
    : own(values, name);
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A parameter by its whole name first, else by its dotted path. */
function paramOf(path: string, params: JsonObject): unknown {
  if (Object.hasOwn(params, path)) return params[path];
  let found: unknown = params;
  for (const part of path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = own(found, part);
  }
  return found;
}

function own(object: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

/** What an attempt is about, as templates show it. */
export interface TemplateTask {
  readonly taskId: string;
  readonly platform: string | null;
  readonly taskType: string | null;
  readonly shopId: string | null;
  readonly params: JsonObject;
  readonly timeoutSeconds: number;
  /** DevTools port and profile of the attempt's browser; null without one. */
  readonly debugPort: number | null;
  readonly profileId: string | null;
}

/** The values of all names in `programTemplateNames` for one attempt; `task_json` is the parameters and who they are for. */
export function programTemplateValues(task: TemplateTask): TemplateValues {
  return {
    platform: task.platform,
    task_type: task.taskType,
    shop_id: task.shopId,
    task_id: task.taskId,
    debug_port: task.debugPort,
    profile_id: task.profileId,
    timeout_seconds: task.timeoutSeconds,
    params_json: JSON.stringify(task.params),
    task_json: JSON.stringify({
      ...task.params,
      debug_port: task.debugPort,
      shop_id: task.shopId,
      profile_id: task.profileId,
      task_id: task.taskId,
    }),
    param: task.params,
  };
}
