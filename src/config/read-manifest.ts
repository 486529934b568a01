import { engineFlowName } from '../contract/exec.ts';
import type { FlowDefinition, Manifest, NodeSettings } from '../contract/manifest.ts';
import { brokenTextIn } from '../domain/broken-text.ts';
import type { FaultSink } from './fault.ts';
import { placeOf } from './place.ts';
import type { ProgramFiles } from './program-files.ts';
import { readCalendars } from './read-calendars.ts';
import { readFlow } from './read-flow.ts';
import { readLimits } from './read-limits.ts';
import { allPools, expectPool, readPools } from './read-pools.ts';
import { readSchedules } from './read-schedules.ts';
import { readShops } from './read-shops.ts';
import { Section, sectionOf, shown } from './section.ts';
import { poolForm, tagForm } from './text-forms.ts';

const laterOptions = ['notifications'];

/**
 * Turns what a configuration file says, as plain data, into the manifest. The manifest is whole only when the sink has
 * no fault afterwards. `name` is the file's name as faults show it.
 */
export function readManifest(raw: unknown, name: string, files: ProgramFiles, sink: FaultSink): Manifest {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    sink.fault(name, 'not_object', { found: shown(raw) });
    return emptyManifest();
  }
  const broken = brokenTextIn(raw);
  if (broken !== null) sink.fault(placeOf(broken, name, raw), 'broken_text');
  const file = new Section(sink, name, raw, true);
  file.allowOnly(['file'], laterOptions);
  const pools = readPools(file);
  const flows = readFlows(file, files, pools);
  const node = readNode(file, pools);
  const calendars = readCalendars(file, files.folder);
  return {
    flows: flows.read,
    limits: readLimits(file, flows.names),
    shops: readShops(file),
    pools: allPools(pools, flows.read, node.pools ?? []),
    node,
    schedules: readSchedules(file, flows, calendars),
    calendars,
  };
}

/** What holds where there is no configuration file. */
export function emptyManifest(): Manifest {
  return {
    flows: [],
    limits: {},
    shops: [],
    pools: { default: { title: null } },
    node: { name: null, slots: null, tags: null, pools: null },
    schedules: [],
    calendars: {},
  };
}

/** All flows that could be read, and the names of all, faulty ones too. */
function readFlows(file: Section, files: ProgramFiles, pools: Manifest['pools'] | undefined) {
  const read: FlowDefinition[] = [];
  const places = new Map<string, string>();
  const matches: { place: string; match: NonNullable<FlowDefinition['match']> }[] = [];
  for (const placed of file.list('flows') ?? []) {
    const section = sectionOf(file.sink, placed);
    if (section === undefined) continue;
    const name = section.raw('name');
    if (name === engineFlowName) section.fault('name', 'reserved_flow');
    if (typeof name === 'string') {
      const other = places.get(name);
      if (other !== undefined) section.fault('name', 'duplicate_flow', { other });
      else places.set(name, section.place);
    }
    const flow = readFlow(section, files);
    if (flow === undefined) continue;
    read.push(flow);
    expectPool(file, section.at('pool'), flow.pool, pools);
    const { match } = flow;
    if (match === null) continue;
    const earlier = matches.find((one) => covers(one.match, match));
    if (earlier !== undefined) section.fault('match', 'unreachable_match', { other: earlier.place });
    matches.push({ place: section.place, match });
  }
  return { read, names: [...places.keys()] };
}

type Match = NonNullable<FlowDefinition['match']>;

/** Whether everything that `late` matches is matched by `early` too. */
function covers(early: Match, late: Match): boolean {
  const part = (a: string, b: string): boolean => a === '*' || a === b;
  return part(early.platform, late.platform) && part(early.taskType, late.taskType);
}

function readNode(file: Section, pools: Manifest['pools'] | undefined): NodeSettings {
  const node = file.section('node');
  if (node === undefined) return emptyManifest().node;
  node.allowOnly(['node'], ['browsers', 'browser', 'engine']);
  const named = node.texts('pools', 64, poolForm) ?? null;
  for (const [index, pool] of (named ?? []).entries())
    expectPool(file, `${node.at('pools')}[${index}]`, pool, pools);
  return {
    name: node.text('name', 128) ?? null,
    slots: node.whole('slots', 0, 10_000) ?? null,
    tags: node.texts('tags', 64, tagForm) ?? null,
    pools: named,
  };
}
