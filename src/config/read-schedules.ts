import type { FlowDefinition } from '../contract/manifest.ts';
import {
  type CalendarDefinition,
  misfireModes,
  momentSchema,
  overlapModes,
  type ScheduleDefinition,
  scheduleNameSchema,
} from '../contract/schedule-definition.ts';
import { cronFaultText } from '../domain/cron/cron-fault.ts';
import { parseCron } from '../domain/cron/cron-rule.ts';
import { zoneOf } from '../domain/cron/zone.ts';
import { didYouMean } from '../domain/did-you-mean.ts';
import type { ParamsFault } from '../domain/params-faults.ts';
import { anyParams, type CompiledParams, compileParams } from '../domain/params-schema.ts';
import { defaultCatchUpSeconds, defaultSpreadSeconds } from '../domain/schedule/defaults.ts';
import { flowWarnings } from '../domain/schedule/flow-warnings.ts';
import { paramsTrial } from '../domain/schedule/params-trial.ts';
import { slotTemplateNames, slotTexts } from '../domain/schedule/slot-templates.ts';
import { isMoment } from '../domain/schedule/timetable.ts';
import { unknownTemplateNames } from '../domain/templates.ts';
import { placeAt } from './place.ts';
import { checkTemplate } from './read-program.ts';
import { readSelector } from './read-selector.ts';
import { type Section, sectionOf } from './section.ts';
import { calendarForm, flowForm, tagForm } from './text-forms.ts';

const nameForm = { schema: scheduleNameSchema, fault: 'schedule_form' } as const;
const momentForm = { schema: momentSchema.refine(isMoment), fault: 'moment_form' } as const;

/** The flows that could be read, and the names of all, faulty ones too. */
interface KnownFlows {
  readonly names: readonly string[];
  readonly read: readonly FlowDefinition[];
}

/** What the schema of a schedule's flow always finds wrong with its parameters. */
type ParamsCheck = (definition: ScheduleDefinition) => ParamsFault[];

/** `schedules`, in file order. */
export function readSchedules(
  file: Section,
  flows: KnownFlows,
  calendars: Readonly<Record<string, CalendarDefinition>>,
): ScheduleDefinition[] {
  const places = new Map<string, string>();
  const checkParams = paramsCheck(flows.read);
  return (file.list('schedules', 100_000) ?? []).flatMap((placed) => {
    const section = sectionOf(file.sink, placed);
    if (section === undefined) return [];
    const name = section.raw('name');
    if (typeof name === 'string') {
      const other = places.get(name);
      if (other !== undefined) section.fault('name', 'duplicate_schedule', { other });
      else places.set(name, section.place);
    }
    return readSchedule(section, flows, calendars, checkParams) ?? [];
  });
}

function readSchedule(
  section: Section,
  flows: KnownFlows,
  calendars: Readonly<Record<string, CalendarDefinition>>,
  checkParams: ParamsCheck,
): ScheduleDefinition | undefined {
  section.allowOnly(['schedule']);
  section.require('name');
  section.require('flow');
  const name = section.text('name', 64, nameForm);
  const flow = section.text('flow', 64, flowForm);
  if (flow !== undefined && !flows.names.includes(flow))
    section.fault('flow', 'limit_flow', {}, didYouMean(flow, flows.names));
  const { cron, everySeconds } = readTimes(section);
  const timezone = section.text('timezone', 64) ?? null;
  if (timezone !== null && zoneOf(timezone) === null) section.fault('timezone', 'not_timezone');
  const startAt = section.text('startAt', 40, momentForm) ?? null;
  const endAt = section.text('endAt', 40, momentForm) ?? null;
  const shops = section.section('shops');
  const params = Object.fromEntries(section.section('params')?.entries() ?? []);
  for (const { path, text } of slotTexts(params))
    checkTemplate(section, `${section.at('params')}${path}`, text, slotTemplateNames);
  const schedule = {
    cron,
    everySeconds,
    timezone,
    description: section.text('description', 2000) ?? null,
    tags: section.texts('tags', 64, tagForm) ?? [],
    enabled: section.flag('enabled') ?? true,
    params,
    shops: shops === undefined ? null : readSelector(shops),
    jitterSeconds: section.duration('jitter', 0) ?? 0,
    spreadSeconds: section.duration('spread', 0) ?? (shops === undefined ? 0 : defaultSpreadSeconds),
    overlap: section.oneOf('overlap', overlapModes) ?? 'skip',
    misfire: section.oneOf('misfire', misfireModes) ?? 'run-latest',
    catchUpSeconds: section.duration('catchUpWindow', 0) ?? defaultCatchUpSeconds,
    calendars: readCalendarNames(section, calendars),
    startAt,
    endAt,
    priority: readPriority(section),
    timeoutSeconds: section.duration('timeout', 1) ?? null,
    maxRetries: section.whole('maxRetries', 0, 100) ?? null,
    expiresInSeconds: section.duration('expires', 1) ?? null,
  };
  if (startAt !== null && endAt !== null && endAt <= startAt && endAt.length === startAt.length)
    section.fault('endAt', 'ends_before_start');
  if (name === undefined || flow === undefined) return undefined;
  const definition = { name, flow, ...schedule };
  const target = flows.read.find((one) => one.name === flow);
  for (const { words } of target === undefined ? [] : flowWarnings(definition, target))
    section.sink.warning(section.place, 'schedule_doubt', { detail: words });
  // A name that nothing fills has its own fault.
  if (!slotTexts(params).some(({ text }) => unknownTemplateNames(text, slotTemplateNames).length > 0))
    for (const { path, words } of checkParams(definition))
      section.sink.fault(placeAt(section.at('params'), path), 'schedule_params', { flow, detail: words });
  return definition;
}

/** Each flow's schema is compiled once, and only where a schedule needs it. */
function paramsCheck(flows: readonly FlowDefinition[]): ParamsCheck {
  const byName = new Map(flows.map((flow) => [flow.name, flow]));
  const compiled = new Map<string, CompiledParams>();
  return (definition) => {
    const flow = byName.get(definition.flow);
    if (flow === undefined || flow.params === anyParams) return [];
    const schema = compiled.get(flow.name) ?? compileParams(flow.params);
    compiled.set(flow.name, schema);
    return schema.ok ? paramsTrial(definition, flow, (params) => schema.check(params)) : [];
  };
}

function readTimes(section: Section): Pick<ScheduleDefinition, 'cron' | 'everySeconds'> {
  const cron = section.text('cron', 200);
  const everySeconds = section.duration('every', 1);
  const given = ['cron', 'every'].filter((key) => section.raw(key) !== undefined);
  if (given.length === 0) section.fault('cron', 'cron_or_every');
  else if (given.length === 2) section.fault('every', 'cron_and_every');
  if (cron !== undefined) {
    const parsed = parseCron(cron);
    if (!parsed.ok) {
      const [en, zh] = [cronFaultText(parsed.fault, 'en'), cronFaultText(parsed.fault, 'zh')];
      section.fault('cron', 'cron_invalid', { cron, en, zh });
    }
  }
  return { cron: cron ?? null, everySeconds: everySeconds ?? null };
}

/** `calendar`: a name or a list of names. */
function readCalendarNames(
  section: Section,
  calendars: Readonly<Record<string, CalendarDefinition>>,
): string[] {
  const one = section.raw('calendar');
  const names =
    typeof one === 'string'
      ? [section.text('calendar', 64, calendarForm)]
      : (section.texts('calendar', 64, calendarForm) ?? []);
  return names.flatMap((name) => {
    if (name === undefined) return [];
    if (!Object.hasOwn(calendars, name))
      section.fault('calendar', 'unknown_calendar', { name }, didYouMean(name, Object.keys(calendars)));
    return [name];
  });
}

const priorities = { high: 9, normal: 5, low: 1 } as const;

function readPriority(section: Section): number | null {
  const given = section.raw('priority');
  if (typeof given !== 'string') return section.whole('priority', 0, 9) ?? null;
  const word = section.oneOf('priority', ['high', 'normal', 'low']);
  return word === undefined ? null : priorities[word];
}
