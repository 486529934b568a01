/** Reads the deployments of a prefect.yaml. Source: Prefect 3, "How to deploy flows with YAML". Nothing is executed. */
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { parseDuration } from '../../config/duration.ts';
import { jsonObjectSchema } from '../../contract/run.ts';
import { readCron } from './cron-forms.ts';
import {
  type Imported,
  type ImportedTask,
  type ImportFault,
  namer,
  type OriginalTimes,
} from './imported-task.ts';
import { callOf, functionProgram, type PythonOptions, readFunction } from './python-tasks.ts';

const scheduleSchema = z.looseObject({
  cron: z.string().optional(),
  interval: z.union([z.number(), z.string()]).optional(),
  anchor_date: z.union([z.string(), z.date()]).optional(),
  rrule: z.string().optional(),
  timezone: z.string().nullish(),
  day_or: z.boolean().nullish(),
  active: z.boolean().nullish(),
  slug: z.string().nullish(),
  parameters: jsonObjectSchema.nullish(),
});
const deploymentSchema = z.looseObject({
  name: z.string(),
  entrypoint: z.string(),
  description: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  parameters: jsonObjectSchema.nullish(),
  schedule: scheduleSchema.nullish(),
  schedules: z.array(scheduleSchema).nullish(),
  paused: z.boolean().nullish(),
  concurrency_limit: z.unknown().optional(),
});
type Schedule = z.infer<typeof scheduleSchema>;

/** Prefect reads an expression in UTC where no zone is given. */
const usualZone = 'UTC';
/** Prefect ends no flow by itself. */
const timeoutSeconds = 24 * 3600;

export async function readPrefect(text: string, path: string, options: PythonOptions): Promise<Imported> {
  const document = parseDocument(text, { merge: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 0;
    return { tasks: [], faults: [{ place: `${path}:${line}`, message: error.message.split('\n')[0] ?? '' }] };
  }
  const list = z.looseObject({ deployments: z.array(z.unknown()) }).safeParse(document.toJS());
  if (!list.success) return { tasks: [], faults: [{ place: path, message: 'has no list "deployments"' }] };
  const tasks: ImportedTask[] = [];
  const faults: ImportFault[] = [];
  const nameFor = namer();
  for (const [index, given] of list.data.deployments.entries()) {
    const place = `${path}: deployments[${index}]`;
    const read = deploymentSchema.safeParse(given);
    if (!read.success) {
      const [issue] = read.error.issues;
      faults.push({ place, message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` });
      continue;
    }
    const deployment = read.data;
    const { name, entrypoint } = deployment;
    const [, file = '', called = ''] = /^(.+\.py):(\w+)$/.exec(entrypoint) ?? [];
    if (called === '') {
      faults.push({ place, message: `the entrypoint "${entrypoint}" is no FILE.py:FUNCTION` });
      continue;
    }
    const schedules = [
      ...(deployment.schedules ?? []),
      ...(deployment.schedule ? [deployment.schedule] : []),
    ];
    if (schedules.length === 0) faults.push({ place, message: `${name} has no schedule` });
    const entry = resolve(dirname(path), file);
    const run = await readFunction(entry, called, options);
    const notes = 'message' in run ? [`its flow was not read: ${run.message}`] : [...run.notes];
    if (/\{\{|\{%/.test(JSON.stringify(given))) notes.push('it holds {{ … }}, which was left as it is');
    if (deployment.concurrency_limit !== undefined && deployment.concurrency_limit !== null)
      notes.push('its concurrency_limit is now its overlap: one at a time');
    for (const schedule of schedules) {
      const times = timesOf(schedule, place);
      if ('message' in times) {
        faults.push(times);
        continue;
      }
      const started = 'message' in run ? null : functionProgram(run);
      const params = { ...deployment.parameters, ...schedule.parameters };
      // A function that takes parameters is called itself.
      const direct = started !== null && Object.keys(params).length === 0 && started.notes.length === 0;
      const timeout = 'message' in run || typeof run.timeout !== 'number' ? timeoutSeconds : run.timeout;
      const max = 'message' in run ? 0 : (run.retries ?? 0);
      const delay = 'message' in run || typeof run.delay !== 'number' ? null : run.delay;
      const description = deployment.description ?? ('message' in run ? undefined : run.description);
      tasks.push({
        place,
        name: nameFor(schedules.length > 1 && schedule.slug ? `${name}-${schedule.slug}` : name, called),
        ...('message' in run || run.title === undefined ? {} : { title: run.title }),
        ...(description === undefined ? {} : { description }),
        ...(deployment.tags ? { tags: deployment.tags } : {}),
        enabled: schedule.active !== false && deployment.paused !== true,
        times,
        program: direct && started !== null ? started.program : { command: callOf(entry, called) },
        cwd: direct && !('message' in run) && run.cwd !== undefined ? run.cwd : dirname(path),
        ...(Object.keys(params).length === 0 ? {} : { params }),
        timeoutSeconds: timeout,
        retry: { max, ...(delay === null || max === 0 ? {} : { delaySeconds: delay }) },
        notes,
      });
    }
  }
  return { tasks, faults };
}

function timesOf(schedule: Schedule, place: string): OriginalTimes | ImportFault {
  const timezone = schedule.timezone ?? usualZone;
  if (schedule.cron !== undefined) {
    const read = readCron(schedule.cron, timezone);
    if ('message' in read) return { place, message: read.message };
    const { cron } = read;
    const [, , day, , weekday] = cron.split(' ');
    if (schedule.day_or === false && day !== '*' && weekday !== '*')
      return {
        place,
        message: `"${cron}" with day_or: false wants day and weekday at once; write it by hand with a calendar`,
      };
    return { kind: 'cron', cron, timezone, days: schedule.day_or === false ? 'both' : 'either' };
  }
  if (schedule.interval !== undefined) {
    const given = schedule.interval;
    const seconds = typeof given === 'number' ? given : parseDuration(given);
    if (seconds === undefined || seconds < 1)
      return { place, message: `the interval "${given}" can't be read` };
    const anchor = schedule.anchor_date === undefined ? 0 : new Date(schedule.anchor_date).getTime();
    if (Number.isNaN(anchor))
      return { place, message: `the anchor_date "${String(schedule.anchor_date)}" can't be read` };
    return { kind: 'every', seconds, anchor };
  }
  return {
    place,
    message:
      schedule.rrule === undefined
        ? 'a schedule says no time'
        : `the rule "${schedule.rrule.slice(0, 80)}" has no counterpart; write it as cron`,
  };
}
