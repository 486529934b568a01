import type { HttpApp, RouteParts } from './http-app.ts';
import { commandBackfill } from './routes/command-backfill.ts';
import { createBackfill } from './routes/create-backfill.ts';
import { createSchedule } from './routes/create-schedule.ts';
import { deleteSchedule } from './routes/delete-schedule.ts';
import { getBackfill } from './routes/get-backfill.ts';
import { getSchedule } from './routes/get-schedule.ts';
import { getSlot } from './routes/get-slot.ts';
import { listBackfills } from './routes/list-backfills.ts';
import { listScheduleSlots } from './routes/list-schedule-slots.ts';
import { listSchedules } from './routes/list-schedules.ts';
import { listSlots } from './routes/list-slots.ts';
import { pauseSchedule } from './routes/pause-schedule.ts';
import { planSchedules } from './routes/plan-schedules.ts';
import { previewSchedule } from './routes/preview-schedule.ts';
import { putSchedule } from './routes/put-schedule.ts';
import { resumeSchedule } from './routes/resume-schedule.ts';
import { runSchedule } from './routes/run-schedule.ts';
import { whySlot } from './routes/why-slot.ts';

/** Every route of schedules. */
export const scheduleRoutes: readonly ((app: HttpApp, parts: RouteParts) => void)[] = [
  listSchedules,
  createSchedule,
  previewSchedule,
  planSchedules,
  listBackfills,
  getBackfill,
  commandBackfill,
  listSlots,
  getSchedule,
  putSchedule,
  deleteSchedule,
  pauseSchedule,
  resumeSchedule,
  runSchedule,
  listScheduleSlots,
  getSlot,
  whySlot,
  createBackfill,
];
