import type { ManifestView } from '../contract/config-view.ts';
import { type Flow, flowSchema } from '../contract/flow.ts';
import type { Manifest } from '../contract/manifest.ts';
import { canonicalJson } from './canonical-json.ts';

/** One difference between two configurations. */
export interface ConfigChange {
  readonly section: 'flow' | 'flows' | 'limit' | 'shop' | 'pool' | 'node' | 'schedule' | 'calendar';
  /** The flow, limit key, `platform:shop`, pool, schedule, calendar, or option of the node; `flows`: the order in which matches are tried. */
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  /**
   * Of a flow, shop, schedule or calendar that has changed: which members. Of what only a node executes, members of the program
   * where both are known, else `program`.
   */
  readonly fields?: readonly string[];
  /** Of the fields: what is short and may be shown. */
  readonly values?: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
  /** Of a limit or an option of the node; null: not configured. */
  readonly from?: unknown;
  readonly to?: unknown;
}

/** A manifest as others see it: the schema of a flow strips its program. */
export function viewOf(manifest: Manifest): ManifestView {
  return { ...manifest, flows: manifest.flows.map((flow) => flowSchema.parse(flow)) };
}

/** Whether what a flow executes is another, told by the flow as it is in force without its program. */
export type ProgramChanged = (inForce: Flow) => boolean;

/**
 * What changes from one configuration to another: flows, order of matches, limits, shops, pools, node, schedules, calendars.
 * `programChanged` looks at flows whose programs before are not known; without it a change of the program shows where it is the only one.
 */
export function configChanges(
  before: ManifestView | Manifest,
  after: ManifestView | Manifest,
  programChanged: ProgramChanged = () => false,
): ConfigChange[] {
  const flows = new Map(before.flows.map((flow) => [flow.name, flow]));
  const ofFlow = (was: Entry, is: Entry): readonly string[] => {
    const fields = flowFields(was, is);
    if (was['hash'] === is['hash'] || fields.includes('program')) return fields;
    const inForce = flows.get(String(was['name']));
    return inForce !== undefined && programChanged(inForce) ? [...fields, 'program'] : fields;
  };
  return [
    ...entryChanges('flow', byName(before.flows), byName(after.flows), ofFlow),
    ...orderChanges(before, after),
    ...valueChanges('limit', before.limits, after.limits),
    ...entryChanges('shop', byShop(before.shops), byShop(after.shops), fieldsOf),
    ...entryChanges(
      'pool',
      new Map(Object.entries(before.pools)),
      new Map(Object.entries(after.pools)),
      fieldsOf,
    ),
    ...valueChanges('node', before.node, after.node),
    ...entryChanges('schedule', byName(before.schedules), byName(after.schedules), fieldsOf),
    ...entryChanges(
      'calendar',
      new Map(Object.entries(before.calendars)),
      new Map(Object.entries(after.calendars)),
      fieldsOf,
    ),
  ];
}

/** A change in one short line for the log, such as `flow sync_order: params, timeoutSeconds 600 → 30`. */
export function changeText({ section, name, change, fields, values, from, to }: ConfigChange): string {
  if (change !== 'changed') return `${section} ${name} ${change}`;
  if (fields === undefined) return `${section} ${name}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`;
  const told = fields.map((field) => {
    const value = values?.[field];
    return value === undefined
      ? field
      : `${field} ${JSON.stringify(value.from)} → ${JSON.stringify(value.to)}`;
  });
  return `${section} ${name}: ${told.join(', ')}`;
}

type Entry = Readonly<Record<string, unknown>>;

function entryChanges(
  section: ConfigChange['section'],
  before: ReadonlyMap<string, Entry>,
  after: ReadonlyMap<string, Entry>,
  changed: (before: Entry, after: Entry) => readonly string[],
): ConfigChange[] {
  const changes: ConfigChange[] = [];
  for (const [name, entry] of after) {
    const old = before.get(name);
    if (old === undefined) {
      changes.push({ section, name, change: 'added' });
      continue;
    }
    const fields = changed(old, entry);
    if (fields.length === 0) continue;
    const values = shortValues(fields, old, entry);
    changes.push({ section, name, change: 'changed', fields, ...values });
  }
  for (const name of before.keys()) if (!after.has(name)) changes.push({ section, name, change: 'removed' });
  return changes;
}

/** Longest JSON of a value that is shown beside the one before it. */
const longestShown = 48;
/** Whatever their length: they may hold what is not for a log. */
const notShown = ['settings', 'params'];

function shortValues(fields: readonly string[], before: Entry, after: Entry): Pick<ConfigChange, 'values'> {
  const short = fields.flatMap((field) => {
    // A member of the program is none of the flow's.
    if (notShown.includes(field) || !(field in before || field in after)) return [];
    const value = { from: before[field] ?? null, to: after[field] ?? null };
    const fits = [value.from, value.to].every((one) => JSON.stringify(one).length <= longestShown);
    return fits ? [[field, value] as const] : [];
  });
  return short.length === 0 ? {} : { values: Object.fromEntries(short) };
}

function valueChanges(section: ConfigChange['section'], before: Entry, after: Entry): ConfigChange[] {
  const changes: ConfigChange[] = [];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const from = before[name] ?? null;
    const to = after[name] ?? null;
    if (canonicalJson(from) === canonicalJson(to)) continue;
    const change = from === null ? 'added' : to === null ? 'removed' : 'changed';
    changes.push({ section, name, change, from, to });
  }
  return changes;
}

/** Flows that match are tried in the file's order. */
function orderChanges(before: ManifestView | Manifest, after: ManifestView | Manifest): ConfigChange[] {
  const matching = (view: ManifestView | Manifest, other: ManifestView | Manifest): string => {
    const names = new Set(other.flows.filter((flow) => flow.match !== null).map((flow) => flow.name));
    return view.flows
      .filter((flow) => flow.match !== null && names.has(flow.name))
      .map((flow) => flow.name)
      .join();
  };
  if (matching(before, after) === matching(after, before)) return [];
  return [{ section: 'flows', name: 'match', change: 'changed', fields: ['order'] }];
}

function flowFields(before: Entry, after: Entry): readonly string[] {
  const fields = fieldsOf(before, after).filter((field) => field !== 'hash' && field !== 'program');
  const members = fieldsOf(objectOf(before['program']), objectOf(after['program']));
  const all = [...new Set([...fields, ...members])];
  return all.length === 0 && before['hash'] !== after['hash'] ? ['program'] : all;
}

/** No members where there is no object: a view has no programs. */
function objectOf(value: unknown): Entry {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function fieldsOf(before: Entry, after: Entry): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter(
    (name) => canonicalJson(before[name] ?? null) !== canonicalJson(after[name] ?? null),
  );
}

function byName(entries: readonly (Entry & { readonly name: string })[]): Map<string, Entry> {
  return new Map(entries.map((entry) => [entry.name, entry]));
}

function byShop(shops: ManifestView['shops']): Map<string, Entry> {
  return new Map(shops.map((shop) => [`${shop.platform}:${shop.id}`, shop]));
}
