import { Link, useRouter } from '@tanstack/react-router';
import type { Overview } from '../../../../src/contract/overview.ts';
import { hasPath } from '../../app/has-path.ts';
import { Section } from '../../components/page.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import styles from './next-hour.module.css';
import { firesOf } from './overview.model.ts';
import { overviewWords } from './words.ts';

interface NextHourProps {
  readonly overview: Overview;
  readonly className: string | undefined;
}

/** What becomes due within the hour. */
export function NextHour({ overview, className }: NextHourProps): React.JSX.Element {
  const t = useWords(overviewWords);
  const format = useFormat();
  const { routesByPath } = useRouter();
  const { count, items } = overview.nextHour;
  const fires = firesOf(items);
  const plan = hasPath(routesByPath, '/schedules/plan') ? (
    // Just looked for in the table of routes.
    <Link to={'/schedules/plan' as '/'} className="link">
      {t('next.plan')}
    </Link>
  ) : undefined;
  return (
    <Section title={t('next.title')} aside={plan} className={className}>
      {fires.length === 0 ? (
        <p className="text2">{t('next.none')}</p>
      ) : (
        <ol>
          {fires.map((fire) => (
            <li key={`${fire.dueAt} ${fire.flow}`} className={styles['fire']}>
              <time dateTime={fire.dueAt} title={format.exact(fire.dueAt)} className="text2">
                {format.clock(fire.dueAt, false)}
              </time>
              <span className="ellipsis" title={fire.flow}>
                {fire.flow}
              </span>
              <span className="text2">{t('next.count', { count: fire.count })}</span>
            </li>
          ))}
        </ol>
      )}
      {count > items.length && <p className={styles['more']}>{t('next.more', { count })}</p>}
    </Section>
  );
}
