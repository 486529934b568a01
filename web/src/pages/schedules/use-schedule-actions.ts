import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import type { Schedule } from '../../../../src/contract/schedule.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useConfirm } from '../../components/confirm.tsx';
import { useWords } from '../../words/words.ts';
import { schedulesWords } from './words.ts';

const readAnew = (): Promise<void> => queryClient.invalidateQueries({ queryKey: queryKeys.schedules.all });

export interface ScheduleActions {
  /** Asks for a note first. */
  pause(): void;
  resume(): void;
  runNow(): void;
  remove(): void;
  readonly busy: boolean;
  readonly error: Error | null;
}

/** What a person can do with a schedule; each that matters asks first. */
export function useScheduleActions(schedule: Pick<Schedule, 'id' | 'shops' | 'liveRuns'>): ScheduleActions {
  const t = useWords(schedulesWords);
  const confirm = useConfirm();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { id } = schedule;
  const pause = useMutation({
    mutationFn: (note: string) => client.pauseSchedule(id, note === '' ? undefined : note),
    onSettled: readAnew,
  });
  const resume = useMutation({ mutationFn: () => client.resumeSchedule(id), onSettled: readAnew });
  const run = useMutation({
    mutationFn: () => client.runSchedule(id),
    onSuccess: ({ runs, batchId, refused }) => {
      if (refused.length > 0) void message.warning(t('run.refused', { count: refused.length }));
      const [first] = runs;
      if (batchId !== null) void navigate({ to: '/batches/$id', params: { id: batchId } });
      else if (first !== undefined) void navigate({ to: '/runs/$id', params: { id: first.id } });
    },
    onSettled: readAnew,
  });
  const remove = useMutation({
    mutationFn: () => client.deleteSchedule(id),
    onSuccess: () => navigate({ to: '/schedules' }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.schedules.list }),
  });
  const live = schedule.liveRuns;
  return {
    pause: () => {
      void confirm({
        title: t('pause.title', { name: id }),
        consequences: [
          t('pause.1'),
          ...(live > 0 ? [t('pause.running', { count: live })] : []),
          t('pause.2'),
        ],
        action: t('action.pause'),
        note: { label: t('pause.note') },
      }).then((answer) => answer !== null && pause.mutate(answer.note));
    },
    resume: () => resume.mutate(),
    runNow: () => {
      void confirm({
        title: t('run.title', { name: id }),
        consequences: [
          t(schedule.shops === null ? 'run.1' : 'run.shops'),
          t('run.2'),
          ...(live > 0 ? [t('run.3', { count: live })] : []),
        ],
        action: t('action.run'),
      }).then((answer) => answer !== null && run.mutate());
    },
    remove: () => {
      void confirm({
        title: t('delete.title', { name: id }),
        consequences: [t('delete.1'), ...(live > 0 ? [t('pause.running', { count: live })] : [])],
        action: t('action.delete'),
        danger: true,
      }).then((answer) => answer !== null && remove.mutate());
    },
    busy: pause.isPending || resume.isPending || run.isPending || remove.isPending,
    error: pause.error ?? resume.error ?? run.error ?? remove.error,
  };
}
