import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Schedule } from '../../../../src/contract/schedule.ts';
import { allOf } from '../../api/all-of.ts';
import { client } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';

/** All schedules, by name, with their next and last slots. */
export function useSchedules(): UseQueryResult<Schedule[]> {
  return useQuery({
    queryKey: queryKeys.schedules.list,
    queryFn: () => allOf((page) => client.schedules({ ...page, next: 3, slots: 14 })),
  });
}

/** One schedule. */
export function useSchedule(id: string): UseQueryResult<Schedule> {
  return useQuery({
    queryKey: queryKeys.schedules.one(id),
    queryFn: () => client.schedule(id),
  });
}

/** Names of the calendars of the configuration. */
export function useCalendars(): readonly string[] {
  const { data } = useQuery({
    queryKey: queryKeys.config,
    queryFn: () => client.config(),
    staleTime: 60_000,
  });
  return Object.keys(data?.calendars ?? {});
}
