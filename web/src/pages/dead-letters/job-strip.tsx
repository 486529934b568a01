import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BulkJob } from '../../../../src/contract/dead-letter.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Fault } from '../../components/page-states.tsx';
import { useWords } from '../../words/words.ts';
import styles from './dead-letters.module.css';
import { deadLetterWords } from './words.ts';

/** Jobs looked at: those that were begun last. */
const newest = 3;

const underWay = (job: BulkJob): boolean => job.state === 'running';

/** The bulk work that is under way, or stands still half-done. */
export function JobStrip(): React.JSX.Element | null {
  const t = useWords(deadLetterWords);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const jobs = useQuery({
    queryKey: queryKeys.deadLetters.jobs,
    queryFn: () => client.bulkJobs({ limit: newest }),
  });
  const items = jobs.data?.items ?? [];
  const fresh = items.filter((job) => underWay(job) && !seen.has(job.id));
  if (fresh.length > 0) setSeen(new Set([...seen, ...fresh.map((job) => job.id)]));
  // What ended before this page was opened is history.
  const shown = items.filter(
    (job) => !hidden.has(job.id) && (job.state !== 'done' || seen.has(job.id)) && job.state !== 'cancelled',
  );
  if (shown.length === 0) return null;
  return (
    <section className={styles['jobs']} aria-label={t('jobs')}>
      {shown.map((job) => (
        <Job key={job.id} job={job} onHide={() => setHidden(new Set([...hidden, job.id]))} />
      ))}
    </section>
  );
}

function Job({ job, onHide }: { readonly job: BulkJob; onHide(): void }): React.JSX.Element {
  const t = useWords(deadLetterWords);
  const may = useMay('operator');
  const command = useMutation({
    mutationFn: (word: 'pause' | 'resume' | 'cancel') => client.commandBulkJob(job.id, word),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.deadLetters.all }),
  });
  const worked = job.done + job.failed + job.skipped;
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
        {may && job.state === 'paused' && (
          <Button size="small" onClick={() => command.mutate('resume')}>
            {t('job.resume')}
          </Button>
        )}
        {may && (underWay(job) || job.state === 'paused') && (
          <Button size="small" look="quiet" onClick={() => command.mutate('cancel')}>
            {t('job.cancel')}
          </Button>
        )}
        {job.state === 'done' && (
          <Button size="small" look="quiet" onClick={onHide}>
            {t('job.hide')}
          </Button>
        )}
      </span>
    </div>
  );
}
