import { z } from 'zod';
import { instantSchema } from './run.ts';
import { runListQuerySchema } from './run-list.ts';
import { runStates } from './run-states.ts';

/** Most bars of a histogram. */
export const maxBars = 120;

/** The filters of `GET /api/runs`, without its paging. */
export const runFilterQuerySchema = runListQuerySchema.omit({ limit: true, cursor: true });
export type RunFilterQuery = z.output<typeof runFilterQuerySchema>;

/** Query of `GET /api/runs/stats`: the filters of `GET /api/runs`, and about how many bars the histogram is to have. */
export const runStatsQuerySchema = runFilterQuerySchema.extend({
  bars: z.coerce.number().int().min(1).max(maxBars).default(60),
});
export type RunStatsQuery = z.output<typeof runStatsQuerySchema>;

const countsSchema = z.partialRecord(z.enum(runStates), z.number().int());

/** Answer of `GET /api/runs/stats`. */
export const runStatsSchema = z.object({
  /** Runs that the filters select. */
  total: z.number().int(),
  /** Runs by state under all filters but `state`: what tabs show. */
  states: countsSchema,
  /** By the time of creation, under all filters; bars without runs are left out. */
  histogram: z.object({
    /** Width of a bar; bars of a day and more begin with the day of the server's zone. */
    stepSeconds: z.number().int(),
    from: instantSchema.nullable(),
    to: instantSchema.nullable(),
    bars: z.array(z.object({ at: instantSchema, counts: countsSchema })),
  }),
});
export type RunStats = z.infer<typeof runStatsSchema>;
