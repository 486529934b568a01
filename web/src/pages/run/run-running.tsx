import type { Run } from '../../../../src/contract/run.ts';
import type { Step } from '../../../../src/contract/timeline.ts';
import { useNow } from '../../format/ticking.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { ProgressBar } from '../runs/run-reason.tsx';
import styles from './verdict.module.css';
import { runWords } from './words.ts';

/** What a running run is doing: its innermost step, and how far it is. */
export function RunRunning({
  run,
  steps,
}: {
  readonly run: Run;
  readonly steps: readonly Step[];
}): React.JSX.Element {
  const t = useWords(runWords);
  const format = useFormat();
  const now = useNow();
  const step = steps.findLast(({ attempt, state }) => attempt === run.attempt && state === 'running');
  return (
    <section className={`${styles['band']} ${styles['running']}`} aria-label={t('running.title')}>
      <div className={`${styles['part']} ${styles['wide']}`}>
        <h2>{t('running.title')}</h2>
        <p className={styles['cause']}>
          {run.cancelRequestedAt !== null
            ? t('running.stopping')
            : step === undefined
              ? (run.progress?.note ?? t('running.noStep'))
              : t('running.step', {
                  name: step.name,
                  lasting: format.lasting(now - Date.parse(step.startedAt)),
                })}
        </p>
        {run.progress !== null && (
          <p className={styles['step']}>
            <ProgressBar value={run.progress.value} />
            <span>{Math.round(run.progress.value * 100)}%</span>
            {step !== undefined && run.progress.note !== null && (
              <span className="text2">{run.progress.note}</span>
            )}
          </p>
        )}
      </div>
    </section>
  );
}
