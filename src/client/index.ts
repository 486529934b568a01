/** What programs import from `drover/client`; it works in browsers too. */
export { ApiError, type ApiErrorCode } from './api-error.ts';
export type { PageQuery } from './call.ts';
export {
  type Client,
  type ClientOptions,
  createClient,
  type FeedOptions,
  type LogOptions,
  type NodeFilter,
  type ShopFilter,
} from './client.ts';
export type { RunSelection } from './console-calls.ts';
export type { EventStreamOptions } from './event-stream.ts';
export type { LogEntry } from './log-entries.ts';
export type { OnceKeyFilter } from './once-calls.ts';
export type { DeadLetterFilter, ShopExportFilter, ShopImportOptions } from './operations.ts';
export type { RunFilter } from './run-filter.ts';
export type { PreviewAsked, ScheduleFilter, SlotFilter } from './schedule-calls.ts';
