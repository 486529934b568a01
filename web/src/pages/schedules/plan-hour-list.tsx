import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Section } from '../../components/page.tsx';
import { ReadState } from '../../components/page-states.tsx';
import { useFormat } from '../../format/use-format.ts';
import { toldIn } from '../../words/told.model.ts';
import { useWords } from '../../words/words.ts';
import styles from './plan.module.css';
import { schedulesWords } from './words.ts';

interface PlanHourListProps {
  /** When the hour begins, ISO 8601. */
  readonly hour: string;
  readonly flow: string | undefined;
}

const hourMs = 3_600_000;
/** As many of each schedule as an answer has at most. */
const mostFires = 100;

/** What fires in an hour, in order. */
export function PlanHourList({ hour, flow }: PlanHourListProps): React.JSX.Element {
  const t = useWords(schedulesWords);
  const format = useFormat();
  const end = new Date(Date.parse(hour) + hourMs).toISOString();
  const asked = {
    from: hour,
    to: end,
    fires: mostFires,
    limit: 200,
    ...(flow === undefined ? {} : { flow }),
  };
  const read = useQuery({
    queryKey: queryKeys.schedules.plan(asked),
    queryFn: () => client.planSchedules(asked),
  });
  return (
    <Section
      title={t('plan.hour', { from: format.clock(hour, false), to: format.clock(end, false) })}
      fact={format.day(hour)}
    >
      <ReadState read={read} rows={4}>
        {({ items }) => {
          const fires = items
            .flatMap(({ scheduleId, runsPerSlot, fires: of }) =>
              of.map((fire) => ({ fire, scheduleId, runsPerSlot })),
            )
            .sort((a, b) => Date.parse(a.fire.dueAt) - Date.parse(b.fire.dueAt));
          return (
            <ol className={styles['fires']}>
              {fires.map(({ fire, scheduleId, runsPerSlot }) => (
                <li key={`${scheduleId} ${fire.at}`}>
                  <time dateTime={fire.dueAt} title={format.exact(fire.dueAt)} className="text2">
                    {format.clock(fire.dueAt)}
                  </time>
                  <Link to="/schedules/$id" params={{ id: scheduleId }} className="link ellipsis">
                    {scheduleId}
                  </Link>
                  <span className="text2">
                    {fire.skipped === undefined
                      ? t('plan.makes', { count: fire.runs ?? runsPerSlot })
                      : toldIn(fire.skipped.words, format.language)}
                  </span>
                </li>
              ))}
              {fires.length === 0 && <li className="text2">{t('plan.hour.none')}</li>}
            </ol>
          );
        }}
      </ReadState>
    </Section>
  );
}
