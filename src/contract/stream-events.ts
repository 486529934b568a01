import { z } from 'zod';
import { alarmChanges, alarmRules } from './alarm-event.ts';
import { bilingualSchema } from './bilingual.ts';
import { logStreams } from './link.ts';
import { flowNameSchema, instantSchema, platformSchema, type Run, runIdSchema } from './run.ts';
import { runErrorSchema } from './run-error.ts';
import { runListQuerySchema } from './run-list.ts';
import { runStates } from './run-states.ts';
import { slotReasons } from './schedule.ts';
import { slotAlerts } from './slot-event.ts';

/*
 * Server-Sent Events. `GET /api/runs/:id/events` tells everything of a run in the order in which it was committed, from its
 * start or from what a client has seen; an event's id is its number, a log line's that of the event before it, a dot, and
 * the offset behind the line in its attempt's log. `GET /api/events` tells the events of all runs, with opaque ids.
 */

/** Query of `GET /api/runs/:id/events`. */
export const runEventsQuerySchema = z.strictObject({
  /** Goes on behind this id, as the header `Last-Event-ID` does, which wins. */
  after: z.string().min(1).max(40).optional(),
});

/** Query of `GET /api/events`; all given filters must hold. */
export const feedQuerySchema = z.strictObject({
  flow: flowNameSchema.optional(),
  platform: platformSchema.optional(),
  shop: runListQuerySchema.shape.shop,
  /** Only changes into these states, separated by commas. */
  state: runListQuerySchema.shape.state,
  after: z.string().min(1).max(60).optional(),
});
export type FeedQuery = z.output<typeof feedQuerySchema>;

const common = { attempt: z.number().int(), at: instantSchema };

/** `event: state` */
export const stateDataSchema = z.object({
  /** null: the run has come into being. */
  from: z.enum(runStates).nullable(),
  to: z.enum(runStates),
  /** States that were passed on the way. */
  via: z.array(z.enum(runStates)).optional(),
  ...common,
  code: z.number().int().nullable(),
  error: runErrorSchema.nullable(),
  /** Key of the blocker, where `to` is `blocked`. */
  blockedBy: z.string().optional(),
  /** Why, where the states do not say it. */
  reason: z.string().optional(),
});
/** `event: step` */
export const stepDataSchema = z.object({
  ...common,
  phase: z.enum(['start', 'end']),
  id: z.string(),
  name: z.string(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  error: z.string().optional(),
});
/** `event: progress` */
export const progressDataSchema = z.object({ ...common, value: z.number(), note: z.string().nullable() });
/** `event: cancel_requested` */
export const cancelRequestedDataSchema = z.object({ ...common, by: z.string().nullable() });
/** `event: artifact` */
export const artifactDataSchema = z.object({
  ...common,
  name: z.string(),
  size: z.number().int(),
  contentType: z.string(),
});
/** `event: log`: one line. */
export const logDataSchema = z.object({ ...common, stream: z.enum(logStreams), text: z.string() });

type StateData = z.infer<typeof stateDataSchema>;
type StepData = z.infer<typeof stepDataSchema>;
type ProgressData = z.infer<typeof progressDataSchema>;
type CancelRequestedData = z.infer<typeof cancelRequestedDataSchema>;
type ArtifactData = z.infer<typeof artifactDataSchema>;
type LogData = z.infer<typeof logDataSchema>;

/**
 * An event of `GET /api/runs/:id/events`; the last is `end` with the run. `reset`: what the client has seen is not known
 * here, and everything follows from the start.
 */
export type RunStreamEvent =
  | { readonly id: string; readonly event: 'state'; readonly data: StateData }
  | { readonly id: string; readonly event: 'step'; readonly data: StepData }
  | { readonly id: string; readonly event: 'progress'; readonly data: ProgressData }
  | { readonly id: string; readonly event: 'cancel_requested'; readonly data: CancelRequestedData }
  | { readonly id: string; readonly event: 'artifact'; readonly data: ArtifactData }
  | { readonly id: string; readonly event: 'log'; readonly data: LogData }
  | { readonly id: string; readonly event: 'reset'; readonly data: Readonly<Record<string, never>> }
  | { readonly id: string; readonly event: 'end'; readonly data: Run };

/** Which run an event of the feed is of. */
export const feedRunSchema = z.object({
  runId: runIdSchema,
  flow: z.string(),
  platform: z.string().nullable(),
  shopId: z.string().nullable(),
});
type FeedRun = z.infer<typeof feedRunSchema>;

/** `event: slot`: a schedule's slot, or several in a row, late, missed or failed. */
export const slotDataSchema = z.object({
  scheduleId: z.string(),
  flow: z.string(),
  alert: z.enum(slotAlerts),
  reason: z.enum(slotReasons).nullable(),
  slotAt: instantSchema,
  /** The last of several. */
  lastSlotAt: instantSchema,
  count: z.number().int(),
  lateMs: z.number().int().nullable(),
  words: bilingualSchema,
  at: instantSchema,
});
type SlotData = z.infer<typeof slotDataSchema>;

/** `event: alarm`: something of the broker or one of its queues began, or ceased, to worry. */
export const alarmDataSchema = z.object({
  change: z.enum(alarmChanges),
  rule: z.enum(alarmRules),
  /** null: the broker as a whole. */
  queue: z.string().nullable(),
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  detail: z.string().nullable(),
  since: instantSchema,
  words: bilingualSchema,
  at: instantSchema,
});
type AlarmData = z.infer<typeof alarmDataSchema>;

/** How a node stands with the server: connected, away while its lease lives, or given up. */
export const nodePresences = ['connected', 'reconnecting', 'gone'] as const;
export type NodePresence = (typeof nodePresences)[number];

/** `event: node`: a node came or went, is drained or works again, or offers something else; `GET /api/nodes` says all of it. */
export const nodeDataSchema = z.object({
  nodeId: z.string(),
  state: z.enum(nodePresences),
  at: instantSchema,
});
type NodeData = z.infer<typeof nodeDataSchema>;

/** What decisions change without an event of a run; each is an area of the API. */
export const changedAreas = ['dead-letters', 'schedules', 'shops', 'system', 'once'] as const;
export type ChangedArea = (typeof changedAreas)[number];

/**
 * `event: change`: dead letters or bulk jobs, schedules (their backfills, and slots without a run), shops, maintenance mode, or
 * what a person has said of keys of `ctx.once` are not as they were; the area's own routes say how they are.
 */
export const changeDataSchema = z.object({ area: z.enum(changedAreas), at: instantSchema });
type ChangeData = z.infer<typeof changeDataSchema>;

/**
 * An event of `GET /api/events`: as those of a run, steps without their values; alerts of schedules' slots, when neither
 * shop, platform nor state narrow it; and alarms of the broker, news of nodes and changes of areas, when nothing does. The last
 * two are no events of the store: each bears the id of the event before it, and is not told again. After `reset`, lists are to
 * be read anew.
 */
export type FeedEvent =
  | { readonly id: string; readonly event: 'state'; readonly data: FeedRun & StateData }
  | {
      readonly id: string;
      readonly event: 'step';
      readonly data: FeedRun & Omit<StepData, 'input' | 'output'>;
    }
  | { readonly id: string; readonly event: 'progress'; readonly data: FeedRun & ProgressData }
  | { readonly id: string; readonly event: 'cancel_requested'; readonly data: FeedRun & CancelRequestedData }
  | { readonly id: string; readonly event: 'artifact'; readonly data: FeedRun & ArtifactData }
  | { readonly id: string; readonly event: 'slot'; readonly data: SlotData }
  | { readonly id: string; readonly event: 'alarm'; readonly data: AlarmData }
  | { readonly id: string; readonly event: 'node'; readonly data: NodeData }
  | { readonly id: string; readonly event: 'change'; readonly data: ChangeData }
  | { readonly id: string; readonly event: 'reset'; readonly data: Readonly<Record<string, never>> };
