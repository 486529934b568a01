import type { Bilingual } from '../../contract/bilingual.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { cronFaultWords } from '../cron/cron-fault.ts';
import { parseCron } from '../cron/cron-rule.ts';
import { zoneOf } from '../cron/zone.ts';
import { didYouMean } from '../did-you-mean.ts';
import { faultAt, type ToldFault } from '../input-faults.ts';
import { said, withMeant } from '../refusals/said.ts';
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
}): ToldFault[] {
  return (['startAt', 'endAt'] as const).flatMap((key) => {
    const text = given[key];
    if (text === null || text === undefined || isMoment(text)) return [];
    return [faultAt(`/${key}`, said('no_moment', { text }))];
  });
}

/** Everything that is wrong with a definition beyond its shape; paths as JSON pointers. */
export function definitionFaults(definition: ScheduleDefinition, around: ScheduleSurroundings): ToldFault[] {
  const faults: ToldFault[] = [];
  const fault = (path: string, words: Bilingual, meant?: string): void => {
    faults.push(faultAt(path, withMeant(words, meant)));
  };
  const { flow, cron, everySeconds, timezone, calendars } = definition;
  if (!around.flows.includes(flow))
    fault('/flow', said('flow_not_there', { name: flow }), didYouMean(flow, around.flows));
  if ((cron === null) === (everySeconds === null)) fault('/cron', said('cron_or_every'));
  const parsed = cron === null ? null : parseCron(cron);
  if (parsed?.ok === false) fault('/cron', cronFaultWords(parsed.fault));
  const zone = zoneOf(timezone ?? 'UTC');
  if (zone === null) fault('/timezone', said('no_zone'));
  for (const name of calendars)
    if (!around.calendars.includes(name))
      fault('/calendars', said('calendar_not_there', { name }), didYouMean(name, around.calendars));
  faults.push(...momentFaults(definition));
  const [start, end] = [definition.startAt, definition.endAt].map((text) =>
    zone === null ? null : momentOf(text, zone),
  );
  if (typeof start === 'number' && typeof end === 'number' && end <= start)
    fault('/endAt', said('ends_early'));
  for (const { path, text } of slotTexts(definition.params))
    for (const name of unknownTemplateNames(text, slotTemplateNames))
      fault(
        `/params${path.replaceAll(/[.[]/g, '/').replaceAll(']', '')}`,
        said('template_name', { name: `{${name}}` }),
        didYouMean(name, slotTemplateNames),
      );
  return faults;
}
