/** What addresses of schedules hold behind `?`: rules without effects. */
import { scheduleTabs, slotTabs } from './schedules.model.ts';

export interface SchedulesSearch {
  /** Which of them; absent: all. */
  readonly tab?: string | undefined;
  readonly text?: string | undefined;
  readonly flow?: string | undefined;
}

export interface ScheduleSearch {
  /** Which of its slots; absent: all. */
  readonly slots?: string | undefined;
  /** Month of the calendar, `2026-11`; absent: this one. */
  readonly month?: string | undefined;
}

export interface PlanSearch {
  /** Its first day, `2026-11-29`; absent: today. */
  readonly day?: string | undefined;
  /** Absent: a day. */
  readonly span?: 'week' | undefined;
  readonly flow?: string | undefined;
  /** When the hour that is looked at begins, ISO 8601. */
  readonly hour?: string | undefined;
}

export interface NewScheduleSearch {
  readonly flow?: string | undefined;
  /** A schedule to begin from. */
  readonly like?: string | undefined;
}

type Given = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 200 ? value : undefined;
const oneOf = (value: unknown, known: readonly string[]): string | undefined =>
  typeof value === 'string' && known.includes(value) ? value : undefined;
const present = <Search extends object>(search: Search): Search =>
  // What is left is a part of it, and all of its members are optional.
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Search;

/** Reads it; what makes no sense is left out. */
export const schedulesSearch = (given: Given): SchedulesSearch =>
  present({
    tab: oneOf(given['tab'], scheduleTabs),
    text: text(given['text']),
    flow: text(given['flow']),
  });

/** Reads it; what makes no sense is left out. */
export const scheduleSearch = (given: Given): ScheduleSearch =>
  present({
    slots: oneOf(given['slots'], slotTabs),
    month: /^\d{4}-(?:0[1-9]|1[0-2])$/.test(text(given['month']) ?? '') ? text(given['month']) : undefined,
  });

/** Reads it; what makes no sense is left out. */
export const newScheduleSearch = (given: Given): NewScheduleSearch =>
  present({ flow: text(given['flow']), like: text(given['like']) });

/** Reads it; what makes no sense is left out. */
export const planSearch = (given: Given): PlanSearch =>
  present({
    day: /^\d{4}-\d\d-\d\d$/.test(text(given['day']) ?? '') ? text(given['day']) : undefined,
    span: given['span'] === 'week' ? 'week' : undefined,
    flow: text(given['flow']),
    hour: /^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/.test(text(given['hour']) ?? '')
      ? text(given['hour'])
      : undefined,
  });
