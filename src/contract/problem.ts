import { z } from 'zod';
import { bilingualSchema } from './bilingual.ts';
import type { ErrorCode } from './error-codes.ts';

/** One fault of an input: where, as a JSON pointer into the body or as `?name` of the query, and what is wrong. */
export const faultSchema = z.object({
  path: z.string(),
  message: z.string(),
  /** The same in both languages; a server of another version may leave it out. */
  words: bilingualSchema.optional(),
});
export type Fault = z.infer<typeof faultSchema>;

/** Members of an error that is kept beside what it refused: `message` is English, `words` has it in both languages. */
export const toldErrorShape = { code: z.string(), message: z.string(), words: bilingualSchema.optional() };

/** Media type of every error body. Source: RFC 9457. */
export const problemMediaType = 'application/problem+json';

/**
 * An error body, by RFC 9457. Clients act on `code` (see `errorCodes`). Besides these members, some codes have their own:
 * `didYouMean`, `known` (what there is), `holder` (duplicate_run), `position`, `line`, `column` (malformed_json), `allow`, `missing` (bad_csv: the column).
 */
export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** English; `words` has it in both languages, for people. */
  detail: z.string(),
  words: bilingualSchema.optional(),
  code: z.string(),
  /** The request's id, by which the server's log can be searched. */
  requestId: z.string().optional(),
  faults: z.array(faultSchema).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** What each code means, in a few words: the `title` of its problem body. */
export const problemTitles = {
  bad_request: 'Bad request',
  malformed_json: 'Malformed JSON',
  unknown_filter: 'Unknown filter',
  bad_cursor: 'Unknown cursor',
  unauthorized: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  unknown_flow: 'Unknown flow',
  unknown_run: 'Unknown run',
  unknown_shop: 'Unknown shop',
  unknown_node: 'Unknown node',
  unknown_dead_letter: 'Unknown dead letter',
  unknown_job: 'Unknown job',
  unknown_schedule: 'Unknown schedule',
  unknown_slot: 'Unknown slot',
  unknown_backfill: 'Unknown backfill',
  unknown_batch: 'Unknown batch',
  unknown_upload: 'Unknown file',
  unknown_once: 'Unknown key of a once',
  no_flow_matches: 'No flow matches',
  method_not_allowed: 'Method not allowed',
  request_timeout: 'Request took too long',
  schedule_exists: 'There is such a schedule already',
  schedule_of_file: 'An entry of the configuration file',
  duplicate_run: 'Duplicate run',
  run_ended: 'The run has ended',
  run_not_ended: 'The run has not ended',
  not_retryable: 'The run can not be run again',
  nothing_to_retry: 'There is nothing to retry',
  dead_letter_settled: 'The dead letter is settled',
  once_under_way: 'An attempt is at it',
  once_done: 'It has happened',
  job_ended: 'The job has ended',
  too_many_jobs: 'Too many jobs at once',
  not_confirmed: 'Not confirmed',
  upload_offset: 'Another piece of the file comes next',
  idempotency_conflict: 'Idempotency key used for another request',
  body_too_large: 'Body too large',
  unsupported_media_type: 'Unsupported media type',
  expectation_failed: 'Expectation failed',
  range_not_satisfiable: 'Range not satisfiable',
  invalid_params: 'Invalid parameters',
  params_too_large: 'Parameters too large',
  unread_message: 'A message that could not be understood',
  bad_csv: 'Not a usable CSV file',
  upgrade_required: 'Upgrade required',
  rate_limited: 'Too many requests',
  headers_too_large: 'Headers too large',
  internal: 'Internal error',
  store_unavailable: 'Store unavailable',
  shutting_down: 'Shutting down',
  disk_full: 'Disk full',
} as const satisfies Record<ErrorCode, string>;
