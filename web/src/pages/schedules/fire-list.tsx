import type { Fire } from '../../../../src/contract/schedule.ts';
import { Icon } from '../../components/icon.tsx';
import { Section } from '../../components/page.tsx';
import { useFormat } from '../../format/use-format.ts';
import { toldIn } from '../../words/told.model.ts';
import { useWords } from '../../words/words.ts';
import { firesByDay } from './fires.model.ts';
import styles from './schedules.module.css';
import { schedulesWords } from './words.ts';

interface FireListProps {
  readonly title: string;
  readonly fires: readonly Fire[];
  /** Whose wall time is shown. */
  readonly zone: string;
}

/** The next slots by day, in the schedule's own wall time; those that will be left out are struck, with why. */
export function FireList({ title, fires, zone }: FireListProps): React.JSX.Element {
  const t = useWords(schedulesWords);
  return (
    <Section title={title} fact={zone}>
      <Fires fires={fires} />
      {fires.length === 0 && <p className="text2">{t('fires.none')}</p>}
    </Section>
  );
}

/** The list alone. */
export function Fires({ fires }: { readonly fires: readonly Fire[] }): React.JSX.Element {
  const t = useWords(schedulesWords);
  const format = useFormat();
  const seconds = fires.some(({ local }) => !local.endsWith(':00'));
  // The same reason a second time in a row is not told again: the line through the time says enough.
  const told = new Set(
    fires.filter(
      (fire, place) =>
        fire.skipped?.words.en !== undefined && fire.skipped.words.en !== fires[place - 1]?.skipped?.words.en,
    ),
  );
  return (
    <ol className={styles['fires']}>
      {firesByDay(fires).map(({ day, fires: ofDay }) => (
        <li key={day} className={styles['fire-day']}>
          <span className="text2">{format.wallDay(day)}</span>
          <ul>
            {ofDay.map((fire) => (
              <li key={fire.at} className={fire.skipped === undefined ? '' : styles['left-out']}>
                <time dateTime={fire.at} title={format.exact(fire.at)}>
                  {fire.local.slice(11, seconds ? 19 : 16)}
                </time>
                {fire.skipped !== undefined && !told.has(fire) && (
                  <span className="only-read-aloud">{t('look.skipped')}</span>
                )}
                {fire.skipped !== undefined && told.has(fire) && (
                  <span className={styles['why']}>
                    <Icon name="cancelled" small />
                    {toldIn(fire.skipped.words, format.language)}
                  </span>
                )}
                {fire.skipped === undefined && fire.dueAt !== fire.at && (
                  <span className="text3">{t('fires.jitter', { time: format.clock(fire.dueAt) })}</span>
                )}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
