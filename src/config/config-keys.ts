/** Keys of each part of a configuration file that this version reads; docs/configuration.md has a row for each. */
export const configKeys = {
  file: ['flows', 'schedules', 'limits', 'shops', 'pools', 'calendars', 'node'],
  flow: [
    ...['name', 'kind', 'title', 'description', 'match', 'params', 'timeout', 'retry', 'pool', 'limits'],
    ...['expires', 'tags', 'manualMinutes', 'expected', 'dedupe'],
  ],
  script: ['entry', 'interpreter', 'args', 'cwd', 'encoding', 'env'],
  command: ['command', 'cwd', 'encoding', 'env'],
  code: ['run', 'inline', 'keep', 'cwd', 'env'],
  /** Nobody writes it: it and what is in it come from the evaluation of the file (code-flows). */
  codePlace: ['program'],
  engine: ['createUrl', 'queryUrl', 'cancelUrl', 'project', 'execPosition', 'token', 'statuses', 'interval'],
  engineStatuses: ['completed', 'failed', 'stopped'],
  match: ['platform', 'taskType'],
  retry: ['max', 'delays', 'base', 'factor', 'cap'],
  schedule: [
    ...['name', 'flow', 'cron', 'every', 'timezone', 'description', 'tags', 'enabled', 'params', 'shops'],
    ...['jitter', 'spread', 'overlap', 'misfire', 'catchUpWindow', 'calendar', 'startAt', 'endAt'],
    ...['priority', 'timeout', 'maxRetries', 'expires'],
  ],
  selector: ['platform', 'tag', 'ids', 'enabled'],
  shop: ['platform', 'id', 'name', 'tags', 'owner', 'enabled', 'settings'],
  pool: ['title'],
  node: ['name', 'slots', 'tags', 'pools'],
  calendar: ['title', 'days', 'weekend', 'holidays', 'workdays', 'blackouts'],
  /** Of a calendar in the configuration itself, not in a file of its own. */
  calendarSource: ['file'],
  dayRange: ['date', 'from', 'to', 'name'],
  blackout: ['from', 'to', 'name'],
} as const;

export type ConfigPart = keyof typeof configKeys;
