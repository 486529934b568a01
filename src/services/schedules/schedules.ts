/** What the API offers of schedules. */
import type { PageOf } from '../../contract/paging.ts';
import type {
  Preview,
  PreviewQuery,
  Schedule,
  ScheduleListQuery,
  ScheduleRun,
  ScheduleRunResponse,
  Slot,
  SlotListQuery,
  SlotWhy,
} from '../../contract/schedule.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import type { Plan, PlanQuery } from '../../contract/schedule-plan.ts';
import { cronFaultWords } from '../../domain/cron/cron-fault.ts';
import { parseCron } from '../../domain/cron/cron-rule.ts';
import { zoneOf } from '../../domain/cron/zone.ts';
import { didYouMean } from '../../domain/did-you-mean.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { badRequest, faultAt, type ToldFault } from '../../domain/input-faults.ts';
import { said, withMeant } from '../../domain/refusals/said.ts';
import { lateAfterMs } from '../../domain/schedule/decide-slots.ts';
import {
  completeDefinition,
  definitionFaults,
  momentFaults,
} from '../../domain/schedule/definition-faults.ts';
import { editedRecord, newRecord } from '../../domain/schedule/file-changes.ts';
import { paramsTrial } from '../../domain/schedule/params-trial.ts';
import type { ScheduleRecord } from '../../domain/schedule/schedule-record.ts';
import { scheduleWords } from '../../domain/schedule/schedule-words.ts';
import { timetableOf } from '../../domain/schedule/timetable.ts';
import type { History } from '../../ports/history.ts';
import type { SlotFilter } from '../../ports/schedules.ts';
import { arrayPage } from '../array-page.ts';
import type { Work } from '../dispatch/work.ts';
import { invalidParams, schemaFaults } from '../intake/params-check.ts';
import { flowNamed } from '../intake/resolve-flow.ts';
import { createPlan } from './plan.ts';
import { type RunNowParts, runNow } from './run-now.ts';
import type { KnownSchedule } from './schedule-book.ts';
import { matchesText, nextFires, scheduleState, toApiSchedule, toApiSlot } from './schedule-view.ts';
import type { Scheduler } from './scheduler.ts';
import { prepareEdits, type SettleEdit } from './settle-edit.ts';
import { unknownShopReader } from './unknown-shops.ts';
import { whySlot } from './why-slot.ts';

export interface SchedulesParts extends RunNowParts {
  readonly scheduler: Scheduler;
  readonly history: History;
}

/** A definition as it comes in: what is left out has its default. */
export type GivenSchedule = { readonly name: string; readonly flow: string } & {
  readonly [Key in Exclude<keyof ScheduleDefinition, 'name' | 'flow'>]?: ScheduleDefinition[Key] | undefined;
};

export interface Schedules {
  /** By name. Throws `bad_cursor`. */
  list(query: ScheduleListQuery): Promise<PageOf<Schedule>>;
  /** Throws `unknown_schedule`, as all that name one. */
  get(id: string): Promise<Schedule>;
  /** Makes a stored one. Throws `bad_request` with its faults, `invalid_params`, `schedule_exists`. */
  create(given: GivenSchedule, by: string | null): Promise<Schedule>;
  /** Throws `bad_request`, `invalid_params`, `schedule_of_file`. */
  put(given: GivenSchedule): Promise<Schedule>;
  /** Returns it as it was. Throws `schedule_of_file`. */
  remove(id: string): Promise<Schedule>;
  /** Slots are left out, each with a record. One that is paused keeps its first note. */
  pause(id: string, by: string | null, note: string | null): Promise<Schedule>;
  resume(id: string): Promise<Schedule>;
  /** Throws `unknown_flow`, `invalid_params`, … when nothing at all could be submitted. */
  run(id: string, request: NonNullable<ScheduleRun>, by: RunBy): Promise<ScheduleRunResponse>;
  /** Newest first; `id` null: of all schedules. Throws `bad_cursor`. */
  slots(id: string | null, query: SlotListQuery): Promise<PageOf<Slot>>;
  /** Throws `unknown_slot`. */
  slot(id: string, at: number): Promise<Slot>;
  /** Why an instant is, was or will be a slot, or is none. */
  whySlot(id: string, at: number): Promise<SlotWhy>;
  /** Throws `bad_request`. */
  preview(query: PreviewQuery): Preview;
  /** What fires when, over all schedules. Throws `bad_request`, `bad_cursor`. */
  plan(query: PlanQuery): Promise<Plan>;
}

/** Who runs a schedule now. */
export interface RunBy {
  readonly name: string | null;
  readonly source: 'api' | 'ui';
}

export function createSchedules(parts: SchedulesParts): Schedules {
  const { scheduler, history, dispatcher, clock } = parts;
  const { book } = scheduler;

  const known = (id: string): KnownSchedule => book.named(id);

  const shown = async (
    schedules: readonly KnownSchedule[],
    slots: number,
    next: number,
  ): Promise<Schedule[]> => {
    const keys = schedules.map(({ record }) => record.key);
    const names = schedules.map(({ record }) => record.name);
    const unknownOf = unknownShopReader(history);
    const [last, live, unknown] = await Promise.all([
      slots === 0 ? [] : history.lastSlots(keys, slots),
      history.liveRunCounts(names),
      Promise.all(schedules.map(({ record }) => unknownOf(record.definition.shops))),
    ]);
    const byName = Map.groupBy(last, ({ schedule }) => schedule);
    return schedules.map((one, index) =>
      toApiSchedule(one, {
        ...{ calendars: book.calendars, catalog: dispatcher.catalog, now: clock.now(), next },
        lastSlots: byName.get(one.record.name) ?? [],
        liveRuns: live[one.record.name] ?? 0,
        unknownShops: unknown[index] ?? [],
      }),
    );
  };

  const show = async (id: string): Promise<Schedule> => {
    const [schedule] = await shown([known(id)], 14, 10);
    if (schedule === undefined) throw new Error(`schedule ${id} was not shown`);
    return schedule;
  };

  /** Changes one schedule that is there, within the scheduler's order. */
  const change = async (
    id: string,
    make: (
      record: ScheduleRecord,
      work: Work,
      settle: (after: ScheduleRecord) => ReturnType<SettleEdit>,
    ) => ScheduleRecord | Promise<ScheduleRecord>,
  ): Promise<void> => {
    const settle = await prepareEdits(parts, book, [known(id)]);
    await scheduler.change(async (work) => {
      const before = known(id);
      const record = await make(before.record, work, (after) => settle(work, before, after));
      await work.tx.putSchedule(record);
      work.tellChange('schedules');
      return { records: [record], value: undefined };
    });
  };

  const checked = (given: GivenSchedule): ScheduleDefinition => {
    const { name, flow, ...rest } = given;
    const definition = completeDefinition({
      // Undefined members are left out.
      ...(Object.fromEntries(
        Object.entries(rest).filter(([, value]) => value !== undefined),
      ) as Partial<ScheduleDefinition>),
      ...{ name, flow },
    });
    const faults = definitionFaults(definition, {
      flows: dispatcher.catalog.names(),
      calendars: Object.keys(book.calendars),
    });
    if (faults.length > 0) throw badRequest(faults);
    const target = flowNamed(dispatcher.catalog, flow);
    const misfits = paramsTrial(definition, target, (params) => schemaFaults(target, params));
    if (misfits.length > 0) throw invalidParams(target, misfits);
    return definition;
  };

  const ownOnly = (record: ScheduleRecord): void => {
    if (record.origin === 'stored') return;
    throw new DroverError('schedule_of_file', said('schedule_of_file', { name: record.name }));
  };

  return {
    list: async (query) => {
      const fits = (one: KnownSchedule): boolean => {
        const { definition, origin } = one.record;
        return (
          (query.flow === undefined || definition.flow === query.flow) &&
          (query.tag === undefined || definition.tags.includes(query.tag)) &&
          (query.origin === undefined || origin === query.origin) &&
          (query.state === undefined || scheduleState(one, clock.now()) === query.state) &&
          matchesText(definition, query.text)
        );
      };
      const page = arrayPage(book.all().filter(fits), ({ record }) => record.name, query);
      return { items: await shown(page.items, query.slots, query.next), nextCursor: page.nextCursor };
    },

    get: show,

    create: async (given, by) => {
      const definition = checked(given);
      await scheduler.change(async (work) => {
        if (book.get(definition.name) !== undefined)
          throw new DroverError('schedule_exists', said('schedule_exists', { name: definition.name }));
        const before = (await work.tx.schedules()).find(({ name }) => name === definition.name);
        const fresh = newRecord(definition, 'stored', work.now, by);
        const record =
          before === undefined
            ? fresh
            : { ...fresh, key: before.key, decidedTo: Math.max(before.decidedTo, work.now) };
        work.tellChange('schedules');
        return { records: [{ ...record, key: await work.tx.putSchedule(record) }], value: undefined };
      });
      return show(definition.name);
    },

    put: async (given) => {
      ownOnly(known(given.name).record);
      const definition = checked(given);
      await change(given.name, (record, work, settle) => {
        ownOnly(record);
        return settle(editedRecord(record, definition, work.now));
      });
      return show(given.name);
    },

    remove: async (id) => {
      ownOnly(known(id).record);
      const was = await show(id);
      await change(id, (record, work, settle) => {
        ownOnly(record);
        return settle({ ...record, removedAt: work.now, paused: null });
      });
      return was;
    },

    pause: async (id, by, note) => {
      await change(id, (record, work) =>
        record.paused === null ? { ...record, paused: { at: work.now, by, note } } : record,
      );
      return show(id);
    },

    resume: async (id) => {
      await change(id, (record) => ({ ...record, paused: null }));
      return show(id);
    },

    run: (id, request, by) => runNow(parts, known(id), request, by),

    slots: async (id, query) => {
      const states = query.state?.filter((state) => state !== 'late');
      const filter: SlotFilter = {
        ...(id === null ? {} : { schedule: known(id).record.key }),
        ...(states === undefined ? {} : { states }),
        ...(query.state?.includes('late') === true ? { lateMs: lateAfterMs } : {}),
        ...(query.from === undefined ? {} : { from: Date.parse(query.from) }),
        ...(query.to === undefined ? {} : { to: Date.parse(query.to) }),
      };
      const page = await history.slots(filter, query.limit, query.cursor ?? null);
      return { items: page.items.map(toApiSlot), nextCursor: page.next };
    },

    slot: async (id, at) => {
      const found = await history.slot(known(id).record.key, at);
      if (found === undefined)
        throw new DroverError('unknown_slot', said('no_slot', { name: id, at: new Date(at).toISOString() }));
      return toApiSlot(found);
    },

    whySlot: async (id, at) => {
      const one = known(id);
      const found = await history.slot(one.record.key, at);
      return whySlot(one, at, found, book.calendars, clock.now());
    },

    plan: createPlan({ book, history, clock }),

    preview: (query) => {
      const from = query.from === undefined ? clock.now() : Date.parse(query.from);
      if (query.schedule !== undefined) {
        const { record, timetable } = known(query.schedule);
        const items = nextFires(timetable, from, query.count, {
          ...{ names: record.definition.calendars, calendars: book.calendars },
          paused: record.paused === null ? null : { by: record.paused.by, note: record.paused.note },
        });
        return { items, zone: timetable.zone.name, words: scheduleWords(record.definition) };
      }
      const definition = previewed(query, Object.keys(book.calendars));
      const timetable = timetableOf(definition, book.defaultZone);
      const against = { names: definition.calendars, calendars: book.calendars, paused: null };
      return {
        items: nextFires(timetable, from, query.count, against),
        zone: timetable.zone.name,
        words: scheduleWords(definition),
      };
    },
  };
}

/** The definition that a preview asks about. Throws `bad_request`. */
function previewed(query: PreviewQuery, calendars: readonly string[]): ScheduleDefinition {
  const faults: ToldFault[] = [];
  if ((query.cron === undefined) === (query.every === undefined))
    faults.push(faultAt('/cron', said('cron_every_or_schedule')));
  const parsed = query.cron === undefined ? null : parseCron(query.cron);
  if (parsed?.ok === false) faults.push(faultAt('/cron', cronFaultWords(parsed.fault)));
  if (query.timezone !== undefined && zoneOf(query.timezone) === null)
    faults.push(faultAt('/timezone', said('no_zone')));
  for (const name of query.calendar ?? []) {
    if (calendars.includes(name)) continue;
    faults.push(
      faultAt('/calendar', withMeant(said('calendar_not_there', { name }), didYouMean(name, calendars))),
    );
  }
  faults.push(...momentFaults(query));
  if (faults.length > 0) throw badRequest(faults);
  return completeDefinition({
    ...{ name: 'preview', flow: 'preview', cron: query.cron ?? null, everySeconds: query.every ?? null },
    ...{ timezone: query.timezone ?? null, calendars: query.calendar ?? [] },
    ...{ startAt: query.startAt ?? null, endAt: query.endAt ?? null },
  });
}
