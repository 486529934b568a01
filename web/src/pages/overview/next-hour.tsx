import { Link } from '@tanstack/react-router';
import type { Overview } from '../../../../src/contract/overview.ts';
import { useNames } from '../../api/names.ts';
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
  const { fires, more } = firesOf(overview.nextHour);
  const names = useNames();
  const plan = (
    <Link to="/schedules/plan" className="link">
      {t('next.plan')}
    </Link>
  );
  return (
    <Section title={t('next.title')} aside={plan} className={className}>
      {fires.length === 0 ? (
        <p className="text2">{t('next.none')}</p>
      ) : (
        <ol>
          {fires.map((fire) => (
            <li key={`${fire.dueAt} ${fire.schedule ?? ''} ${fire.flow}`} className={styles['fire']}>
              <time dateTime={fire.dueAt} title={format.exact(fire.dueAt)} className="text2">
                {format.clock(fire.dueAt, false)}
              </time>
              {fire.schedule === null ? (
                <span className="ellipsis" title={fire.flow}>
                  {names.flow(fire.flow)}
                </span>
              ) : (
                <Link
                  to="/schedules/$id"
                  params={{ id: fire.schedule }}
                  className="ellipsis"
                  title={fire.schedule}
                >
                  {names.flow(fire.flow)} <span className="text2">{fire.schedule}</span>
                </Link>
              )}
              <span className="text2">{t('next.count', { count: fire.count })}</span>
            </li>
          ))}
        </ol>
      )}
      {more > 0 && <p className={styles['more']}>{t('next.more', { count: more })}</p>}
    </Section>
  );
}
