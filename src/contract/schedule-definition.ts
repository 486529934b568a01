import { z } from 'zod';
import { formWords } from './form-words.ts';
import { prioritySchema } from './priority.ts';
import { flowNameSchema, jsonObjectSchema, tagSchema } from './run.ts';
import { shopSelectorSchema } from './submit.ts';

/** What a slot does when a run of the schedule, in the same shop, is still there. */
export const overlapModes = ['skip', 'queue', 'cancel-running', 'allow'] as const;
export type OverlapMode = (typeof overlapModes)[number];

/** What becomes of slots that nobody was there to serve. */
export const misfireModes = ['run-latest', 'run-all', 'skip'] as const;
export type MisfireMode = (typeof misfireModes)[number];

/** Words that stand in paths of `/api/schedules/…`, or of the console's `/schedules/…`; no schedule is named so. */
export const reservedScheduleNames = ['preview', 'plan', 'slots', 'backfills', 'calendars', 'new'];

/** A schedule's name is its id. */
export const scheduleNameSchema = z
  .string()
  .regex(/^[\p{L}\p{N}](?:[\p{L}\p{N} _.:-]{0,62}[\p{L}\p{N}_.-])?$/u, formWords.schedule.en)
  .refine((name) => !reservedScheduleNames.includes(name), formWords.reserved.en);

export const calendarNameSchema = z.string().regex(/^[\p{L}\p{N}_.-]{1,64}$/u, formWords.calendar.en);

/** Seconds of the longest span that a schedule may state: 400 days. */
const maxSeconds = 400 * 24 * 3600;
/** An instant with offset, or the wall time of the schedule's zone: `2026-11-11`, `2026-11-11 20:00`. */
export const momentSchema = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/,
    formWords.moment.en,
  );

/** When what runs, with which parameters. Durations are seconds. Exactly one of `cron` and `everySeconds` is set. */
export const scheduleDefinitionSchema = z.object({
  name: scheduleNameSchema,
  flow: flowNameSchema,
  /** 5 fields, or 6 with seconds first. */
  cron: z.string().nullable(),
  /** A fixed step of elapsed time, counted from `startAt`, else from 1970-01-01 00:00 of the zone. */
  everySeconds: z.number().min(1).max(maxSeconds).nullable(),
  /** IANA zone; null: the installation's. */
  timezone: z.string().nullable(),
  description: z.string().nullable(),
  tags: z.array(tagSchema),
  /** False: no slot comes into being. */
  enabled: z.boolean(),
  /** Texts in it may hold templates of the slot, such as `{slot.date}`. */
  params: jsonObjectSchema,
  /** One run for each of these shops; null: one run, of no shop. */
  shops: shopSelectorSchema.nullable(),
  /** Slots come later by up to this, always by the same amount: a hash of the name. */
  jitterSeconds: z.number().min(0).max(maxSeconds),
  /** Runs of several shops come later by up to this, each shop by its own hash. */
  spreadSeconds: z.number().min(0).max(maxSeconds),
  overlap: z.enum(overlapModes),
  misfire: z.enum(misfireModes),
  /** Missed slots older than this are not caught up. */
  catchUpSeconds: z.number().min(0).max(maxSeconds),
  /** All of these calendars must allow a slot. */
  calendars: z.array(calendarNameSchema),
  /** No slot before this. */
  startAt: momentSchema.nullable(),
  /** No slot at or after this. */
  endAt: momentSchema.nullable(),
  /** Of its runs; null: as the flow says. */
  priority: prioritySchema.nullable(),
  timeoutSeconds: z.number().positive().max(maxSeconds).nullable(),
  maxRetries: z.number().int().min(0).max(100).nullable(),
  /** From a run's due time: not started by then, it ends `expired`. */
  expiresInSeconds: z.number().positive().max(maxSeconds).nullable(),
});
export type ScheduleDefinition = z.infer<typeof scheduleDefinitionSchema>;

/** Which days a calendar lets through; weekends are its own. */
export const calendarDays = ['all', 'working', 'off', 'not-holidays'] as const;

const dateSchema = z.string().regex(/^\d{4}-\d\d-\d\d$/);
/** Days from `from` to `to`, both included. */
export const dayRangeSchema = z.object({ from: dateSchema, to: dateSchema, name: z.string().nullable() });
export type DayRange = z.infer<typeof dayRangeSchema>;

/**
 * A time in which nothing fires, in wall time of the schedule's zone: `2026-11-10T20:00:00` (once), `11-10T20:00:00` (each
 * year) or `01:00:00` (each day). Both ends have the same form; `to` is not part of it. One that ends before it begins
 * goes on into the next year or day.
 */
export const blackoutSchema = z.object({ from: z.string(), to: z.string(), name: z.string().nullable() });
export type Blackout = z.infer<typeof blackoutSchema>;

/** Days and times on which schedules may fire. */
export const calendarDefinitionSchema = z.object({
  title: z.string().nullable(),
  /** The file that it was read from, as an absolute path; null: it stands in the configuration itself. */
  file: z.string().nullable(),
  days: z.enum(calendarDays),
  /** Days off of a usual week, 0 = Sunday. */
  weekend: z.array(z.number().int().min(0).max(6)),
  holidays: z.array(dayRangeSchema),
  /** Days of work at a weekend (调休). */
  workdays: z.array(dayRangeSchema),
  blackouts: z.array(blackoutSchema),
  /** Years whose holidays have been entered; others are told about. */
  years: z.array(z.number().int()),
});
export type CalendarDefinition = z.infer<typeof calendarDefinitionSchema>;
