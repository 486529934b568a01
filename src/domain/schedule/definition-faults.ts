import type { Fault } from '../../contract/problem.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { cronFaultText } from '../cron/cron-fault.ts';
import { parseCron } from '../cron/cron-rule.ts';
import { zoneOf } from '../cron/zone.ts';
import { didYouMean } from '../did-you-mean.ts';
import { unknownTemplateNames } from '../templates.ts';
import { defaultCatchUpSeconds, defaultSpreadSeconds } from './defaults.ts';
import { slotTemplateNames, slotTexts } from './slot-templates.ts';
import { isMoment, momentOf } from './timetable.ts';

/** What a schedule may name. */
export interface ScheduleSurroundings {
  readonly flows: readonly string[];
  readonly calendars: readonly string[];
}

/** A definition with what holds where it says nothing. */
export function completeDefinition(
  given: Partial<ScheduleDefinition> & Pick<ScheduleDefinition, 'name' | 'flow'>,
): ScheduleDefinition {
  return {
    ...{
      cron: null,
      everySeconds: null,
      timezone: null,
      description: null,
      tags: [],
      enabled: true,
      params: {},
    },
    ...{ shops: null, jitterSeconds: 0, overlap: 'skip', misfire: 'run-latest', calendars: [] },
    ...{ startAt: null, endAt: null, priority: null, timeoutSeconds: null, maxRetries: null },
    ...{ expiresInSeconds: null, catchUpSeconds: defaultCatchUpSeconds },
    spreadSeconds: given.shops === undefined || given.shops === null ? 0 : defaultSpreadSeconds,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    name: given.name,
    flow: given.flow,
  };
}

/** Faults of `startAt` and `endAt` that have the form of a time, yet name none. */
export function momentFaults(given: {
  readonly startAt?: string | null | undefined;
  readonly endAt?: string | null | undefined;
}): Fault[] {
  return (['startAt', 'endAt'] as const).flatMap((key) => {
    const text = given[key];
    if (text === null || text === undefined || isMoment(text)) return [];
    return [{ path: `/${key}`, message: `"${text}" is no time: there is no such day or hour` }];
  });
}

/** Everything that is wrong with a definition beyond its shape; paths as JSON pointers. */
export function definitionFaults(definition: ScheduleDefinition, around: ScheduleSurroundings): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: string, message: string, meant?: string): void => {
    faults.push({ path, message: meant === undefined ? message : `${message}; did you mean "${meant}"?` });
  };
  const { flow, cron, everySeconds, timezone, calendars } = definition;
  if (!around.flows.includes(flow))
    fault('/flow', `there is no flow "${flow}"`, didYouMean(flow, around.flows));
  if ((cron === null) === (everySeconds === null)) fault('/cron', 'give either cron or everySeconds');
  const parsed = cron === null ? null : parseCron(cron);
  if (parsed?.ok === false) fault('/cron', cronFaultText(parsed.fault, 'en'));
  const zone = zoneOf(timezone ?? 'UTC');
  if (zone === null) fault('/timezone', 'is not a time zone such as Asia/Shanghai');
  for (const name of calendars)
    if (!around.calendars.includes(name))
      fault('/calendars', `there is no calendar "${name}"`, didYouMean(name, around.calendars));
  faults.push(...momentFaults(definition));
  const [start, end] = [definition.startAt, definition.endAt].map((text) =>
    zone === null ? null : momentOf(text, zone),
  );
  if (typeof start === 'number' && typeof end === 'number' && end <= start)
    fault('/endAt', 'ends before it begins');
  for (const { path, text } of slotTexts(definition.params))
    for (const name of unknownTemplateNames(text, slotTemplateNames))
      fault(
        `/params${path.replaceAll(/[.[]/g, '/').replaceAll(']', '')}`,
        `unknown name {${name}}`,
        didYouMean(name, slotTemplateNames),
      );
  return faults;
}
