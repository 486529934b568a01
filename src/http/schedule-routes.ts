import type { HttpApp, RouteParts } from './http-app.ts';
import { createSchedule } from './routes/create-schedule.ts';
import { deleteSchedule } from './routes/delete-schedule.ts';
import { getSchedule } from './routes/get-schedule.ts';
import { getSlot } from './routes/get-slot.ts';
import { listScheduleSlots } from './routes/list-schedule-slots.ts';
import { listSchedules } from './routes/list-schedules.ts';
import { listSlots } from './routes/list-slots.ts';
import { pauseSchedule } from './routes/pause-schedule.ts';
import { previewSchedule } from './routes/preview-schedule.ts';
import { putSchedule } from './routes/put-schedule.ts';
import { resumeSchedule } from './routes/resume-schedule.ts';
import { runSchedule } from './routes/run-schedule.ts';

/** Every route of schedules. */
export const scheduleRoutes: readonly ((app: HttpApp, parts: RouteParts) => void)[] = [
  listSchedules,
  createSchedule,
  previewSchedule,
  listSlots,
  getSchedule,
  putSchedule,
  deleteSchedule,
  pauseSchedule,
  resumeSchedule,
  runSchedule,
  listScheduleSlots,
  getSlot,
];
