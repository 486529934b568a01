import type { Overview } from '../../../../src/contract/overview.ts';
import { Icon } from '../../components/icon.tsx';
import { useWords } from '../../words/words.ts';
import { rateChange } from './overview.model.ts';
import styles from './verdict.module.css';
import { overviewWords } from './words.ts';

/** Whether all is well, in one sentence, and today in another. */
export function Verdict({ overview }: { readonly overview: Overview }): React.JSX.Element {
  const t = useWords(overviewWords);
  const { level, matters, today, live } = overview;
  const idle = level === 'well' && today.total === 0 && live.running === 0;
  const sentence =
    level !== 'well'
      ? t('verdict.some', { count: matters.length })
      : t(idle ? 'verdict.idle' : 'verdict.well');
  const change = rateChange(overview);
  const facts = [
    today.total > 0
      ? t('today.done', { count: today.total, rate: `${today.successRate.toFixed(2)}%` })
      : null,
    change === null ? null : changeText(t, change),
    today.total === 0 && live.running > 0 ? t('today.running', { count: live.running }) : null,
  ].filter((fact) => fact !== null);
  return (
    <section className={styles['verdict']}>
      <span className={styles[level]}>
        <Icon name={level === 'well' ? 'succeeded' : 'warning'} className={styles['icon'] ?? ''} />
      </span>
      <div>
        <h2 role="status">{sentence}</h2>
        {facts.length > 0 && <p className="text2">{facts.join(' · ')}</p>}
      </div>
    </section>
  );
}

function changeText(
  t: ReturnType<typeof useWords<'today.up' | 'today.down' | 'today.same'>>,
  change: number,
): string {
  if (change === 0) return t('today.same');
  return t(change > 0 ? 'today.up' : 'today.down', { points: Math.abs(change).toFixed(2) });
}
