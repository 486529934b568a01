/** The client's calls for schedules. */
import type { Backfill, BackfillPreview, BackfillRequest } from '../contract/backfill.ts';
import type { PageOf } from '../contract/paging.ts';
import type {
  Preview,
  Schedule,
  ScheduleCreate,
  SchedulePut,
  ScheduleRun,
  ScheduleRunResponse,
  ScheduleState,
  Slot,
  SlotState,
  SlotWhy,
} from '../contract/schedule.ts';
import type { Plan } from '../contract/schedule-plan.ts';
import type { PageQuery, Transport } from './call.ts';

/** What schedules are listed by; all that is given must hold. */
export interface ScheduleFilter extends PageQuery {
  readonly flow?: string;
  readonly tag?: string;
  readonly origin?: 'file' | 'stored';
  readonly state?: ScheduleState;
  readonly text?: string;
  /** How many last and next slots each has. */
  readonly slots?: number;
  readonly next?: number;
}

export interface SlotFilter extends PageQuery {
  /** `late`: ran over 10 s after they were due. */
  readonly state?: readonly (SlotState | 'late')[];
  /** ISO 8601; slots at or after, and before. */
  readonly from?: string;
  readonly to?: string;
}

/** An expression, a step in seconds, or a schedule that there is. */
export interface PreviewAsked {
  readonly cron?: string;
  readonly every?: number;
  readonly schedule?: string;
  readonly timezone?: string;
  readonly from?: string;
  readonly count?: number;
  readonly calendar?: readonly string[];
  readonly startAt?: string;
  readonly endAt?: string;
}

/** A range, and which schedules; at most a week. */
export interface PlanAsked extends PageQuery {
  /** ISO 8601; default today. */
  readonly from?: string;
  readonly to?: string;
  readonly flow?: string;
  readonly tag?: string;
  readonly text?: string;
  /** How many of its slots each schedule is shown with. */
  readonly fires?: number;
}

/** What a backfill is asked to do. */
export type BackfillAsked = Omit<BackfillRequest, 'dryRun'>;

export interface ScheduleCalls {
  schedules(filter?: ScheduleFilter): Promise<PageOf<Schedule>>;
  schedule(id: string): Promise<Schedule>;
  createSchedule(body: ScheduleCreate): Promise<Schedule>;
  putSchedule(id: string, body: SchedulePut): Promise<Schedule>;
  /** As it was. */
  deleteSchedule(id: string): Promise<Schedule>;
  pauseSchedule(id: string, note?: string): Promise<Schedule>;
  resumeSchedule(id: string): Promise<Schedule>;
  runSchedule(id: string, body?: NonNullable<ScheduleRun>): Promise<ScheduleRunResponse>;
  scheduleSlots(id: string, filter?: SlotFilter): Promise<PageOf<Slot>>;
  /** `at`: ISO 8601. */
  scheduleSlot(id: string, at: string): Promise<Slot>;
  /** Of all schedules. */
  slots(filter?: SlotFilter): Promise<PageOf<Slot>>;
  previewSchedule(asked: PreviewAsked): Promise<Preview>;
  /** Why an instant is, was or will be a slot, or is none. `at`: ISO 8601. */
  whySlot(id: string, at: string): Promise<SlotWhy>;
  planSchedules(asked?: PlanAsked): Promise<Plan>;
  /** What a backfill would do. */
  previewBackfill(id: string, asked: BackfillAsked): Promise<BackfillPreview>;
  createBackfill(id: string, asked: BackfillAsked): Promise<Backfill>;
  backfills(filter?: PageQuery & { readonly schedule?: string }): Promise<PageOf<Backfill>>;
  backfill(id: string): Promise<Backfill>;
  /** `runs`: a cancel also cancels its runs that have not ended. */
  commandBackfill(
    id: string,
    command: 'pause' | 'resume' | 'cancel',
    options?: { readonly runs?: boolean },
  ): Promise<Backfill>;
}

/** The calls, over a client's way to reach the server. */
export function scheduleCalls(transport: Transport): ScheduleCalls {
  const path = (id: string): string => `/api/schedules/${encodeURIComponent(id)}`;
  const one = async (answered: Promise<{ schedule: Schedule }>): Promise<Schedule> =>
    (await answered).schedule;
  const post = <Answer>(to: string, body: unknown = {}): Promise<Answer> =>
    transport.ask<Answer>(to, { method: 'POST', body });
  const backfillPath = (id: string): string => `/api/schedules/backfills/${encodeURIComponent(id)}`;
  const oneBackfill = async (answered: Promise<{ backfill: Backfill }>): Promise<Backfill> =>
    (await answered).backfill;
  return {
    schedules: (filter = {}) => transport.ask('/api/schedules', { query: { ...filter } }),
    schedule: (id) => one(transport.ask(path(id))),
    createSchedule: (body) => one(post('/api/schedules', body)),
    putSchedule: (id, body) => one(transport.ask(path(id), { method: 'PUT', body })),
    deleteSchedule: (id) => one(transport.ask(path(id), { method: 'DELETE' })),
    pauseSchedule: (id, note) => one(post(`${path(id)}/pause`, note === undefined ? {} : { note })),
    resumeSchedule: (id) => one(post(`${path(id)}/resume`)),
    runSchedule: (id, body = {}) => post(`${path(id)}/run`, body),
    scheduleSlots: (id, filter = {}) => transport.ask(`${path(id)}/slots`, { query: { ...filter } }),
    scheduleSlot: async (id, at) =>
      (await transport.ask<{ slot: Slot }>(`${path(id)}/slots/${encodeURIComponent(at)}`)).slot,
    slots: (filter = {}) => transport.ask('/api/schedules/slots', { query: { ...filter } }),
    previewSchedule: (asked) => transport.ask('/api/schedules/preview', { query: { ...asked } }),
    whySlot: (id, at) => transport.ask(`${path(id)}/slots/${encodeURIComponent(at)}/why`),
    planSchedules: (asked = {}) => transport.ask('/api/schedules/plan', { query: { ...asked } }),
    previewBackfill: async (id, asked) =>
      (await post<{ preview: BackfillPreview }>(`${path(id)}/backfill`, { ...asked, dryRun: true })).preview,
    createBackfill: (id, asked) => oneBackfill(post(`${path(id)}/backfill`, asked)),
    backfills: (filter = {}) => transport.ask('/api/schedules/backfills', { query: { ...filter } }),
    backfill: (id) => oneBackfill(transport.ask(backfillPath(id))),
    commandBackfill: (id, command, options = {}) =>
      oneBackfill(post(`${backfillPath(id)}/${command}`, options)),
  };
}
