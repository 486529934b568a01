/** What programs import from `drover/client`; it works in browsers too. */
export { ApiError, type ApiErrorCode } from './api-error.ts';
export {
  type Client,
  type ClientOptions,
  createClient,
  type LogOptions,
  type NodeFilter,
  type PageQuery,
  type RunFilter,
  type ShopFilter,
} from './client.ts';
export type { LogEntry } from './log-entries.ts';
