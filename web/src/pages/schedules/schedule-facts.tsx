import { Link } from '@tanstack/react-router';
import { makerWords } from '../../../../src/contract/maker-words.ts';
import type { Schedule } from '../../../../src/contract/schedule.ts';
import { useNames } from '../../api/names.ts';
import { Section } from '../../components/page.tsx';
import { platformName } from '../../components/platform-mark.tsx';
import { Instant } from '../../components/time.tsx';
import { useFormat } from '../../format/use-format.ts';
import { type Translate, useWords } from '../../words/words.ts';
import styles from './schedules.module.css';
import { schedulesWords } from './words.ts';

/** What the schedule is. */
export function ScheduleFacts({ schedule }: { readonly schedule: Schedule }): React.JSX.Element {
  const t = useWords(schedulesWords);
  const names = useNames();
  const format = useFormat();
  const { flow, params, tags, calendars, startAt, endAt, description } = schedule;
  const text = (at: string | null): string => at ?? '–';
  const facts: readonly (readonly [string, React.ReactNode] | null)[] = [
    [t('facts.flow'), names.flow(flow)],
    [t('facts.shops'), shopsText(t, schedule.shops, format.language)],
    [t('facts.overlap'), t(`overlap.${schedule.overlap}`)],
    [
      t('facts.misfire'),
      `${t(`misfire.${schedule.misfire}`)} · ${t('facts.window', { time: format.lasting(schedule.catchUpSeconds * 1000) })}`,
    ],
    calendars.length === 0 ? null : [t('facts.calendars'), calendars.join(t('list.join'))],
    schedule.jitterSeconds === 0 ? null : [t('facts.jitter'), format.lasting(schedule.jitterSeconds * 1000)],
    schedule.spreadSeconds === 0 ? null : [t('facts.spread'), format.lasting(schedule.spreadSeconds * 1000)],
    startAt === null && endAt === null ? null : [t('facts.between'), `${text(startAt)} → ${text(endAt)}`],
    schedule.priority === null ? null : [t('facts.priority'), schedule.priority],
    tags.length === 0 ? null : [t('facts.tags'), tags.join(t('list.join'))],
    [
      t('facts.runs'),
      <Link key="runs" className="link" to="/runs" search={{ flow }}>
        {schedule.liveRuns > 0 ? t('facts.live', { count: schedule.liveRuns }) : t('facts.all')}
      </Link>,
    ],
    [t('facts.edited'), <Instant key="edited" at={schedule.editedAt} />],
    schedule.createdBy === null ? null : [t('facts.by'), makerWords(schedule.createdBy)[format.language]],
  ];
  return (
    <Section title={t('facts.title')}>
      {description !== null && <p className={styles['description']}>{description}</p>}
      <p className="text3">{t(`origin.${schedule.origin}`)}</p>
      <dl className={styles['facts']}>
        {facts.flatMap((fact) =>
          fact === null
            ? []
            : [
                <div key={fact[0]}>
                  <dt>{fact[0]}</dt>
                  <dd>{fact[1]}</dd>
                </div>,
              ],
        )}
      </dl>
      {Object.keys(params).length > 0 && (
        <>
          <h3 className={styles['small-heading']}>{t('facts.params')}</h3>
          <pre className={styles['params']} tabIndex={0}>
            {JSON.stringify(params, null, 2)}
          </pre>
        </>
      )}
    </Section>
  );
}

/** For which shops it runs, in words. */
function shopsText(
  t: Translate<NonNullable<(typeof schedulesWords)['keys']>>,
  shops: Schedule['shops'],
  language: 'zh' | 'en',
): string {
  if (shops === null) return t('shops.none');
  const { platform, tag, ids } = shops;
  const parts = [
    ...(platform === undefined ? [] : [platformName(platform, language)]),
    ...(tag === undefined ? [] : [t('shops.tagged', { tag })]),
    ...(ids === undefined ? [] : [t('shops.ids', { count: ids.length })]),
  ];
  return parts.length === 0 ? t('shops.all') : parts.join(' · ');
}
