/** What a run's page reads; live events read anew what they concern (api/live.ts). */
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../../../../src/client/index.ts';
import type { Run } from '../../../../src/contract/run.ts';
import { client } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';

export function useRun(id: string) {
  return useQuery({ queryKey: queryKeys.runs.one(id), queryFn: () => client.run(id) });
}

export function useAttempts(id: string) {
  return useQuery({ queryKey: queryKeys.runs.part(id, 'attempts'), queryFn: () => client.attempts(id) });
}

export function useTimeline(id: string) {
  return useQuery({ queryKey: queryKeys.runs.part(id, 'timeline'), queryFn: () => client.timeline(id) });
}

export function useArtifacts(id: string) {
  return useQuery({ queryKey: queryKeys.runs.part(id, 'artifacts'), queryFn: () => client.artifacts(id) });
}

/** Why it isn't running; read while it is not. */
export function useWhy(run: Run) {
  return useQuery({
    queryKey: queryKeys.runs.why(run.id),
    queryFn: () => client.why(run.id),
    enabled: ['scheduled', 'blocked', 'queued', 'retrying'].includes(run.state),
  });
}

/** The run's dead letter, with how many open ones have the same cause; null: it has none. */
export function useDeadLetter(run: Run) {
  return useQuery({
    queryKey: [...queryKeys.deadLetters.all, 'of-run', run.id],
    queryFn: async () => {
      try {
        const { deadLetter } = await client.deadLetter(run.id);
        const groups = await client.deadLetterGroups({ cause: deadLetter.cause });
        return { deadLetter, group: groups.items.find(({ cause }) => cause === deadLetter.cause) ?? null };
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    enabled: run.state === 'failed' || run.state === 'expired',
  });
}

/** How far what went wrong reaches. */
export function useDiagnosis(run: Run) {
  return useQuery({
    queryKey: queryKeys.runs.part(run.id, 'diagnosis'),
    queryFn: () => client.diagnosis(run.id),
    enabled: run.state === 'failed' || run.state === 'expired',
  });
}

const historyLength = 24;

/** Runs of the same flow in the same shop, newest first. */
export function useHistory(run: Run) {
  const filter = {
    flow: run.flow,
    ...(run.platform === null ? {} : { platform: run.platform }),
    ...(run.shopId === null ? {} : { shop: run.shopId }),
    limit: historyLength,
  };
  return useQuery({
    queryKey: queryKeys.runs.part(run.id, 'history'),
    queryFn: async () => (await client.runs(filter)).items,
  });
}

/** The first lines that tell of an error in an attempt's log, with their text. */
export function useFirstError(run: Run, attempt: number) {
  return useQuery({
    queryKey: queryKeys.runs.part(run.id, `error ${attempt}`),
    queryFn: async () => {
      const { lines } = await client.logSearch(run.id, { attempt, errors: true });
      const last = lines.at(-1);
      if (last === undefined) return null;
      const answer = await client.logLines(run.id, { attempt, from: last, count: 1 });
      const [line] = answer.lines;
      return line === undefined ? null : { number: last, text: line[2] };
    },
    enabled: run.state === 'failed' && attempt > 0,
  });
}

/** How a key of `ctx.once` stands; null: its time is over. */
export function useOnceKey(key: string) {
  return useQuery({
    queryKey: queryKeys.once.one(key),
    queryFn: async () => (await client.onceKeys({ key, limit: 1 })).items[0] ?? null,
  });
}
