import { useQueryClient } from '@tanstack/react-query';
import type { BulkJob } from '../../../../src/contract/dead-letter.ts';
import { client } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { messageIn } from '../../words/told.model.ts';
import { useLanguage, useWords } from '../../words/words.ts';
import { useBulkJob } from './bulk.ts';
import styles from './bulk-bar.module.css';
import { ProgressBar } from './run-reason.tsx';
import { runsWords } from './words.ts';

interface BulkProgressProps {
  /** The job as it began. */
  readonly started: BulkJob;
  onClose(): void;
}

/** How far a job on many runs is; it can be stopped. */
export function BulkProgress({ started, onClose }: BulkProgressProps): React.JSX.Element {
  const t = useWords(runsWords);
  const language = useLanguage();
  const queries = useQueryClient();
  const { data: job } = useBulkJob(started);
  const { total, done, failed, skipped, state, faults } = job;
  const action = job.action === 'cancel' ? 'cancel' : 'retry';
  const words =
    state === 'running'
      ? t(`bulk.doing.${action}`)
      : state === 'done'
        ? t(`bulk.done.${action}`)
        : t('bulk.stopped');
  return (
    <div className={styles['bar']} role="status">
      <b className={styles['count']}>{words}</b>
      <ProgressBar value={total === 0 ? 1 : (done + failed + skipped) / total} />
      <span>{t('bulk.progress', { done, total })}</span>
      {skipped > 0 && <span className="text2">{t('bulk.skipped', { count: skipped })}</span>}
      {failed > 0 && (
        <span
          className={styles['failed']}
          title={faults.map((fault) => `${fault.id}: ${messageIn(fault, language)}`).join('\n')}
        >
          {t('bulk.failed', { count: failed })}
        </span>
      )}
      <span className={styles['edge']} />
      {state === 'running' ? (
        <Button
          look="quiet"
          onClick={() =>
            void client
              .commandBulkJob(job.id, 'cancel')
              .then((stopped) => queries.setQueryData(['bulk-jobs', job.id], stopped))
          }
        >
          {t('bulk.stop')}
        </Button>
      ) : (
        <Button look="quiet" icon="close" aria-label={t('bulk.close')} onClick={onClose} />
      )}
    </div>
  );
}
