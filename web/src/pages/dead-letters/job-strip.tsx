import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BulkJob } from '../../../../src/contract/dead-letter.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { useConfirm } from '../../components/confirm.tsx';
import { useDraft } from '../../components/form-draft.ts';
import { Fault } from '../../components/page-states.tsx';
import { serverNow } from '../../format/server-clock.ts';
import { useWords } from '../../words/words.ts';
import { endOf, jobsToShow } from './dead-letters.model.ts';
import styles from './dead-letters.module.css';
import { deadLetterWords } from './words.ts';

/** Jobs looked at: those that were begun last. */
const newest = 10;
/** Ends that stay dismissed in this tab. */
const mostDismissed = 50;

const underWay = (job: BulkJob): boolean => job.state === 'running';

/** The bulk work that is under way, or stands still half-done: paused or stopped, it can go on. */
export function JobStrip(): React.JSX.Element | null {
  const t = useWords(deadLetterWords);
  const [dismissed, setDismissed] = useDraft<readonly string[]>('dismissed-jobs', []);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const jobs = useQuery({
    queryKey: queryKeys.deadLetters.jobs,
    queryFn: () => client.bulkJobs({ limit: newest }),
  });
  const items = jobs.data?.items ?? [];
  const fresh = items.filter((job) => underWay(job) && !seen.has(job.id));
  if (fresh.length > 0) setSeen(new Set([...seen, ...fresh.map((job) => job.id)]));
  const shown = jobsToShow(items, seen, dismissed, serverNow());
  if (shown.length === 0) return null;
  return (
    <section className={styles['jobs']} aria-label={t('jobs')}>
      {shown.map((job) => (
        <Job
          key={job.id}
          job={job}
          onDismiss={() => setDismissed([...dismissed, endOf(job)].slice(-mostDismissed))}
        />
      ))}
    </section>
  );
}

function Job({ job, onDismiss }: { readonly job: BulkJob; onDismiss(): void }): React.JSX.Element {
  const t = useWords(deadLetterWords);
  const confirm = useConfirm();
  const may = useMay('operator');
  const command = useMutation({
    mutationFn: (word: 'pause' | 'resume' | 'cancel') => client.commandBulkJob(job.id, word),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.deadLetters.all }),
  });
  const worked = job.done + job.failed + job.skipped;
  const stop = async (): Promise<void> => {
    const answer = await confirm({
      title: t(`confirm.stop.${job.action === 'cancel' ? 'retry' : job.action}`),
      consequences: [t('confirm.stop.1'), t('confirm.stop.2')],
      action: t('job.cancel'),
    });
    if (answer !== null) command.mutate('cancel');
  };
  return (
    <div className={styles['job']}>
      <span>
        <b>
          {underWay(job) ? t(`job.${job.action}`) : t(`job.${job.state === 'running' ? 'done' : job.state}`)}
        </b>{' '}
        {t('job.progress', { done: worked, total: job.total })}
        {job.failed > 0 && <span className={styles['bad']}> · {t('job.failed', { count: job.failed })}</span>}
      </span>
      <progress value={worked} max={Math.max(1, job.total)} aria-label={t(`job.${job.action}`)} />
      {command.error !== null && <Fault error={command.error} />}
      <span className={styles['action-row']}>
        {may && underWay(job) && (
          <Button size="small" onClick={() => command.mutate('pause')}>
            {t('job.pause')}
          </Button>
        )}
        {may && (job.state === 'paused' || job.state === 'cancelled') && (
          <Button size="small" onClick={() => command.mutate('resume')}>
            {t('job.resume')}
          </Button>
        )}
        {may && (underWay(job) || job.state === 'paused') && (
          <Button size="small" look="quiet" onClick={() => void stop()}>
            {t('job.cancel')}
          </Button>
        )}
        {(job.state === 'done' || job.state === 'cancelled') && (
          <Button size="small" look="quiet" onClick={onDismiss}>
            {t('job.hide')}
          </Button>
        )}
      </span>
    </div>
  );
}
