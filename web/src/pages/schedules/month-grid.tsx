import { Section } from '../../components/page.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { type DayOfSlots, weeksOf } from './fires.model.ts';
import styles from './month-grid.module.css';
import { looksInOrder } from './schedules.model.ts';
import { schedulesWords } from './words.ts';

/** What is known of a month. */
export interface MonthRead {
  readonly days: ReadonlyMap<string, DayOfSlots>;
  /** Days before this one have more slots than were read; null: all were read. */
  readonly firstWhole: string | null;
  /** Days after this one likewise. */
  readonly lastWhole: string | null;
}

interface MonthGridProps {
  /** `2026-11` */
  readonly month: string;
  readonly today: string;
  readonly read: MonthRead;
  /** What leads to the months before and after. */
  readonly steps: React.ReactNode;
}

/** A month as a calendar: what ran, what was left out, what comes. */
export function MonthGrid({ month, today, read, steps }: MonthGridProps): React.JSX.Element {
  const t = useWords(schedulesWords);
  const format = useFormat();
  return (
    <Section
      title={t('month.title')}
      fact={format.wallMonth(month)}
      aside={<span className={styles['steps']}>{steps}</span>}
    >
      <table className={styles['month']}>
        <thead>
          <tr>
            {([1, 2, 3, 4, 5, 6, 0] as const).map((day) => (
              <th key={day} scope="col">
                {t(`weekday.${day}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week.find((day) => day !== null)}>
              {week.map((day, place) => (
                <td key={day ?? place} className={day === today ? styles['today'] : ''}>
                  {day !== null && <Day day={day} read={read} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Day({ day, read }: { readonly day: string; readonly read: MonthRead }): React.JSX.Element {
  const t = useWords(schedulesWords);
  const found = read.days.get(day);
  const more =
    (read.firstWhole !== null && day < read.firstWhole) || (read.lastWhole !== null && day > read.lastWhole);
  const told = [
    ...looksInOrder(found?.looks ?? new Map()).map(([look, count]) =>
      t('marks.part', { look: t(`look.${look}`), count }),
    ),
    ...(found !== undefined && found.coming > 0 ? [t('month.coming', { count: found.coming })] : []),
    ...(found !== undefined && found.leftOut > 0 ? [t('month.leftOut', { count: found.leftOut })] : []),
    ...(more ? [t('month.more')] : []),
  ].join(t('list.join'));
  const [worst] = looksInOrder(found?.looks ?? new Map());
  const count =
    [...(found?.looks.values() ?? [])].reduce((sum, one) => sum + one, 0) +
    (found?.coming ?? 0) +
    (found?.leftOut ?? 0);
  const look =
    worst !== undefined
      ? worst[0]
      : found !== undefined && found.coming > 0
        ? 'coming'
        : found !== undefined && found.leftOut > 0
          ? 'skipped'
          : 'none';
  return (
    <span className={`${styles['day']} ${styles[look]}`} title={told}>
      <span>{Number(day.slice(8))}</span>
      <span className={styles['count']} aria-hidden="true">
        {count > 0 ? `${count}${more ? '+' : ''}` : more ? '…' : ''}
      </span>
      {told !== '' && <span className="only-read-aloud">{told}</span>}
    </span>
  );
}
