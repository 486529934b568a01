import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BulkJob } from '../../../../src/contract/dead-letter.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { serverNow } from '../../format/server-clock.ts';
import { messageIn } from '../../words/told.model.ts';
import { useLanguage, useWords } from '../../words/words.ts';
import { Button } from '../button.tsx';
import { useConfirm } from '../confirm.tsx';
import { useDraft } from '../form-draft.ts';
import { Fault } from '../page-states.tsx';
import { endOf, jobSums, jobsToShow } from './bulk-jobs.model.ts';
import styles from './job-strip.module.css';
import { bulkJobWords } from './words.ts';

/** Jobs looked at: those that were begun last. */
const newest = 10;
/** Ends that stay dismissed in this tab. */
const mostDismissed = 50;

const underWay = (job: BulkJob): boolean => job.state === 'running';

interface JobStripProps {
  readonly subject: BulkJob['subject'];
  /** Jobs that were begun from here: they show however soon they are done. */
  readonly begun?: readonly string[];
  /** No others show. */
  readonly beside?: 'others' | 'none';
}

/** The bulk work that is under way, or stands still half-done: paused or stopped, it can go on. */
export function JobStrip({
  subject,
  begun = [],
  beside = 'others',
}: JobStripProps): React.JSX.Element | null {
  const t = useWords(bulkJobWords);
  const [dismissed, setDismissed] = useDraft<readonly string[]>('dismissed-jobs', []);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const jobs = useQuery({
    queryKey: queryKeys.deadLetters.jobs,
    queryFn: () => client.bulkJobs({ limit: newest }),
  });
  const all = jobs.data?.items ?? [];
  const items = beside === 'others' ? all : all.filter((job) => begun.includes(job.id));
  const fresh = items.filter((job) => underWay(job) && !seen.has(job.id));
  if (fresh.length > 0) setSeen(new Set([...seen, ...fresh.map((job) => job.id)]));
  const shown = jobsToShow(items, subject, new Set([...seen, ...begun]), dismissed, serverNow());
  if (shown.length === 0) return null;
  return (
    <section className={styles['jobs']} aria-label={t('label')}>
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
  const t = useWords(bulkJobWords);
  const confirm = useConfirm();
  const may = useMay('operator');
  const command = useMutation({
    mutationFn: (word: 'pause' | 'resume' | 'cancel') => client.commandBulkJob(job.id, word),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.deadLetters.all }),
  });
  const { worked, left } = jobSums(job);
  const stop = async (): Promise<void> => {
    const answer = await confirm({
      title: t(`stop.${job.action}`),
      consequences: [t('stop.done'), t(`stop.left.${job.subject}`)],
      action: t('stop'),
    });
    if (answer !== null) command.mutate('cancel');
  };
  return (
    <div className={styles['job']}>
      <span>
        <b>{t(`state.${job.action}.${job.state}`)}</b> {t('progress', { done: worked, total: job.total })}
        {!underWay(job) && left > 0 && <span> · {t('left', { count: left })}</span>}
        {job.skipped > 0 && <span className="text2"> · {t('skipped', { count: job.skipped })}</span>}
      </span>
      <progress
        value={worked}
        max={Math.max(1, job.total)}
        aria-label={t(`state.${job.action}.${job.state}`)}
      />
      <span className={styles['actions']}>
        {may && underWay(job) && (
          <Button size="small" onClick={() => command.mutate('pause')}>
            {t('pause')}
          </Button>
        )}
        {may && (job.state === 'paused' || job.state === 'cancelled') && (
          <Button size="small" onClick={() => command.mutate('resume')}>
            {t('resume')}
          </Button>
        )}
        {may && (underWay(job) || job.state === 'paused') && (
          <Button size="small" look="quiet" onClick={() => void stop()}>
            {t('stop')}
          </Button>
        )}
        {(job.state === 'done' || job.state === 'cancelled') && (
          <Button size="small" look="quiet" onClick={onDismiss}>
            {t('hide')}
          </Button>
        )}
      </span>
      {job.failed > 0 && <Faults job={job} />}
      {command.error !== null && <Fault error={command.error} />}
    </div>
  );
}

/** What could not be done; the reasons of the last ones unfold. */
function Faults({ job }: { readonly job: BulkJob }): React.JSX.Element {
  const t = useWords(bulkJobWords);
  const language = useLanguage();
  return (
    <details className={styles['faults']}>
      <summary>{t('failed', { count: job.failed })}</summary>
      <ul>
        {job.faults.map((fault) => (
          <li key={fault.id}>
            <span className="mono">{fault.id}</span> {messageIn(fault, language)}
          </li>
        ))}
      </ul>
    </details>
  );
}
