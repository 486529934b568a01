import type { Run } from '../../../../src/contract/run.ts';
import { useNow } from '../../format/ticking.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage, useWords } from '../../words/words.ts';
import { type Reason, reasonOf } from './run-reason.model.ts';
import styles from './run-reason.module.css';
import { runsWords } from './words.ts';

/** Why a run waits, how far it is, or what came of it; in a table's cell. */
export function RunReason({ run }: { readonly run: Run }): React.JSX.Element {
  const t = useWords(runsWords);
  const reason = reasonOf(run, useLanguage());
  const label =
    reason.errorType !== null
      ? t(`error.${reason.errorType}`)
      : reason.key !== null
        ? t(reason.key, reason.values)
        : null;
  const text = reason.text;
  const words =
    label !== null && text !== null && text !== ''
      ? t('with.text', { label, text })
      : (label ?? text ?? (reason.bar === null && reason.clock === null ? '–' : ''));
  return (
    <span className={styles['reason']} title={words === '–' ? undefined : words}>
      {reason.bar !== null && <ProgressBar value={reason.bar} />}
      <span
        className={`${styles['words']} ${words === '–' ? 'text3' : ''}`}
        style={reason.tone === null ? undefined : { color: `var(--${reason.tone})` }}
      >
        {words}
      </span>
      {reason.clock !== null && <ReasonClock run={run} clock={reason.clock} />}
    </span>
  );
}

function ReasonClock({
  run,
  clock,
}: {
  readonly run: Run;
  readonly clock: NonNullable<Reason['clock']>;
}): React.JSX.Element {
  const t = useWords(runsWords);
  const format = useFormat();
  const now = useNow();
  const words =
    clock.kind === 'since'
      ? t('clock.waited', { lasting: format.lasting(now - Date.parse(clock.at)) })
      : run.state === 'retrying'
        ? t('clock.retry', { ago: format.ago(clock.at, now) })
        : run.state === 'expired'
          ? t('clock.expired', { time: format.instant(clock.at) })
          : t('clock.start', { ago: format.ago(clock.at, now) });
  return (
    <span className={styles['clock']} title={format.exact(clock.at)}>
      {words}
    </span>
  );
}

/** How far it is, 0 to 1. */
export function ProgressBar({ value }: { readonly value: number }): React.JSX.Element {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <span className={styles['bar']} role="progressbar" aria-valuenow={percent} aria-label={`${percent}%`}>
      <span style={{ width: `${percent}%` }} />
    </span>
  );
}
