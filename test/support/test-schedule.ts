import type { ScheduleDefinition } from '../../src/contract/schedule-definition.ts';

/** A schedule as the configuration gives it where an entry says nothing but this: daily at 00:05. */
export function testSchedule(
  name: string,
  flow: string,
  more: Partial<ScheduleDefinition> = {},
): ScheduleDefinition {
  return {
    ...{ name, flow, cron: '5 0 * * *', everySeconds: null, timezone: null, description: null, tags: [] },
    ...{ enabled: true, params: {}, shops: null, jitterSeconds: 0, spreadSeconds: 0, overlap: 'skip' },
    ...{ misfire: 'run-latest', catchUpSeconds: 3600, calendars: [], startAt: null, endAt: null },
    ...{ priority: null, timeoutSeconds: null, maxRetries: null, expiresInSeconds: null },
    ...more,
  };
}
