/** What fires when, and is there room? A day by schedules, or a week by days, as a map of hours: darker is more. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useLayoutEffect, useRef } from 'react';
import type { Plan } from '../../../../src/contract/schedule-plan.ts';
import { client } from '../../api/client.ts';
import { useFlows } from '../../api/names.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { LinkButton } from '../../components/button.tsx';
import { ChoiceFilter } from '../../components/filter-bar.tsx';
import { Icon } from '../../components/icon.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Empty, ReadState } from '../../components/page-states.tsx';
import { dayOf } from '../../format/instants.model.ts';
import { numberText } from '../../format/numbers.model.ts';
import { useNow } from '../../format/ticking.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { instantOfLocal } from '../runs/zoned-time.model.ts';
import {
  dayAfter,
  dayRows,
  firstHour,
  fullestHour,
  mostRuns,
  type PlanHour,
  type PlanRow,
  planSpans,
  scheduleRows,
  shadeOf,
} from './plan.model.ts';
import styles from './plan.module.css';
import { PlanHourList } from './plan-hour-list.tsx';
import type { PlanSearch } from './schedules-search.model.ts';
import { schedulesWords } from './words.ts';

/** Of a plan's schedules; those that make most runs of more than that can't be told without reading all. */
const mostRows = 200;

export function PlanPage(): React.JSX.Element {
  const t = useWords(schedulesWords);
  const format = useFormat();
  const navigate = useNavigate();
  const flows = useFlows();
  const search = useSearch({ from: '/frame/schedules/plan' });
  const today = dayOf(useNow(60), format.zone);
  const day = search.day ?? today;
  const span = search.span ?? 'day';
  const days = span === 'week' ? 7 : 1;
  const instant = (of: string): string =>
    new Date(instantOfLocal(`${of}T00:00`, format.zone) ?? 0).toISOString();
  const asked = {
    from: instant(day),
    to: instant(dayAfter(day, days)),
    limit: mostRows,
    fires: 0,
    ...(search.flow === undefined ? {} : { flow: search.flow }),
  };
  const read = useQuery({
    queryKey: queryKeys.schedules.plan(asked),
    queryFn: () => client.planSchedules(asked),
  });
  const go = (change: PlanSearch): PlanSearch => ({ ...search, hour: undefined, ...change });
  const step = (by: number): React.JSX.Element => (
    <LinkButton
      to="/schedules/plan"
      search={go({ day: dayAfter(day, by * days) })}
      icon={by < 0 ? 'left' : 'right'}
      aria-label={t(by < 0 ? `plan.${span}.before` : `plan.${span}.after`)}
    >
      {null}
    </LinkButton>
  );
  return (
    <Page
      title={t('plan.title')}
      fact={format.zoneName}
      actions={<LinkButton to="/schedules">{t('plan.back')}</LinkButton>}
    >
      <div className={styles['bar']}>
        {step(-1)}
        <b className={styles['when']}>
          {format.wallDay(day)}
          {span === 'week' && ` – ${format.wallDay(dayAfter(day, 6))}`}
        </b>
        {step(1)}
        <LinkButton look="quiet" to="/schedules/plan" search={go({ day: undefined })}>
          {t('plan.today')}
        </LinkButton>
        <span className="grow" />
        <ChoiceFilter
          label={t('filter.flow')}
          value={search.flow ?? ''}
          options={(flows ?? []).map((flow) => ({ value: flow.name, label: flow.title ?? flow.name }))}
          onChoose={(flow) =>
            void navigate({ to: '/schedules/plan', search: go({ flow: flow === '' ? undefined : flow }) })
          }
        />
        <nav className={styles['spans']} aria-label={t('plan.span')}>
          {planSpans.map((one) => (
            <Link
              key={one}
              to="/schedules/plan"
              search={go({ span: one === 'day' ? undefined : one })}
              activeOptions={{ exact: true }}
              className={one === span ? styles['chosen'] : ''}
              aria-current={one === span ? 'page' : undefined}
            >
              {t(`plan.span.${one}`)}
            </Link>
          ))}
        </nav>
      </div>
      <ReadState read={read} rows={10}>
        {(plan) =>
          plan.totals.slots + plan.totals.skipped === 0 ? (
            <Empty icon="calendar" title={t('plan.none')} text={t('plan.none.text')} />
          ) : (
            <>
              <Verdict plan={plan} />
              <HourMap plan={plan} search={search} span={span} />
            </>
          )
        }
      </ReadState>
      {search.hour !== undefined && <PlanHourList hour={search.hour} flow={search.flow} />}
    </Page>
  );
}

/** How much it is, and where it is too much. */
function Verdict({ plan }: { readonly plan: Plan }): React.JSX.Element {
  const t = useWords(schedulesWords);
  const format = useFormat();
  const { slots, runs, skipped } = plan.totals;
  const fullest = fullestHour(dayRows(plan));
  const over = plan.peaks.filter(({ kind }) => kind === 'over').length;
  const values =
    fullest === null
      ? {}
      : {
          time: format.clock(fullest.at, false),
          day: format.wallDay(dayOf(fullest.at, plan.zone)),
          runs: fullest.runs,
          // An hour with runs needs a slot, however short they are.
          busy: Math.max(1, Math.ceil(fullest.busy)),
          capacity: plan.capacity,
        };
  return (
    <div className={styles['verdict']}>
      <p className={styles['sentence']} role="status">
        {t('plan.verdict', { count: slots, runs })}
      </p>
      {fullest !== null && (
        <p className={over > 0 ? styles['over'] : 'text2'}>
          {over > 0 && <Icon name="warning" small />} {t(over > 0 ? 'plan.over' : 'plan.fullest', values)}
        </p>
      )}
      {skipped > 0 && <p className="text2">{t('plan.skipped', { count: skipped })}</p>}
      {!plan.complete && <p className={styles['over']}>{t('plan.incomplete')}</p>}
    </div>
  );
}

interface HourMapProps {
  readonly plan: Plan;
  readonly search: PlanSearch;
  readonly span: 'day' | 'week';
}

function HourMap({ plan, search, span }: HourMapProps): React.JSX.Element {
  const t = useWords(schedulesWords);
  const format = useFormat();
  const days = dayRows(plan);
  const rows = span === 'day' ? scheduleRows(plan) : days;
  const most = mostRuns(span === 'day' ? rows : days);
  const first = firstHour(rows);
  const view = useRef<HTMLDivElement>(null);
  // Where it is wider than the screen it begins with what there is.
  useLayoutEffect(() => {
    const [names, hour] = [
      view.current?.querySelector('thead td'),
      view.current?.querySelectorAll('thead th')[first],
    ];
    if (view.current !== null && names instanceof HTMLElement && hour instanceof HTMLElement)
      view.current.scrollLeft = hour.offsetLeft - names.offsetWidth;
  }, [first, span]);
  return (
    <Section title={t(`plan.map.${span}`)}>
      <p className={`meta text3 ${styles['legend']}`}>{t('plan.map.fact')}</p>
      <div
        ref={view}
        className={styles['scroll']}
        tabIndex={0}
        role="group"
        aria-label={t(`plan.map.${span}`)}
      >
        <table className={styles['map']}>
          <thead>
            <tr>
              <td />
              {Array.from({ length: 24 }, (_, hour) => (
                <th key={hour} scope="col">
                  {String(hour).padStart(2, '0')}
                </th>
              ))}
              <th scope="col" className="number">
                {t('plan.runs')}
              </th>
            </tr>
          </thead>
          <tbody>
            {span === 'day' &&
              days
                .slice(0, 1)
                .map((row) => (
                  <Row
                    key={row.key}
                    row={row}
                    most={mostRuns(days)}
                    search={search}
                    name={<b>{t('plan.all')}</b>}
                  />
                ))}
            {rows.map((row) => (
              <Row
                key={row.key}
                row={row}
                most={most}
                search={search}
                name={
                  span === 'day' ? (
                    <Link
                      to="/schedules/$id"
                      params={{ id: row.key }}
                      className="link ellipsis"
                      title={row.key}
                    >
                      {row.key}
                    </Link>
                  ) : (
                    <Link
                      to="/schedules/plan"
                      search={{ ...search, span: undefined, day: row.key }}
                      className="link"
                    >
                      {format.wallDay(row.key)}
                    </Link>
                  )
                }
              />
            ))}
          </tbody>
        </table>
      </div>
      {plan.nextCursor !== null && <p className="text2">{t('plan.more', { count: mostRows })}</p>}
    </Section>
  );
}

interface RowProps {
  readonly row: PlanRow;
  readonly most: number;
  readonly search: PlanSearch;
  readonly name: React.ReactNode;
}

function Row({ row, most, search, name }: RowProps): React.JSX.Element {
  return (
    <tr>
      <th scope="row">{name}</th>
      {row.hours.map((hour, place) => (
        <td key={place}>{hour !== null && <Cell hour={hour} most={most} search={search} />}</td>
      ))}
      <td className="number">{numberText(row.runs)}</td>
    </tr>
  );
}

interface CellProps {
  readonly hour: PlanHour;
  readonly most: number;
  readonly search: PlanSearch;
}

function Cell({ hour, most, search }: CellProps): React.JSX.Element | null {
  const t = useWords(schedulesWords);
  const format = useFormat();
  const { at, runs, slots, skipped, peak } = hour;
  if (slots + skipped === 0) return null;
  const label = [
    t('plan.cell', { time: format.clock(at, false), slots, runs }),
    ...(skipped > 0 ? [t('plan.skipped', { count: skipped })] : []),
    ...(peak === 'over' ? [t('plan.cell.over')] : []),
  ].join(t('list.join'));
  const classes = [
    styles['cell'],
    styles[`shade-${shadeOf(runs, most)}`],
    ...(peak === 'over' ? [styles['is-over']] : []),
  ];
  const begin = new Date(Math.floor(at / 3_600_000) * 3_600_000).toISOString();
  return (
    <Link
      to="/schedules/plan"
      search={{ ...search, hour: begin }}
      resetScroll={false}
      activeOptions={{ exact: true }}
      className={classes.join(' ')}
      aria-label={label}
      title={label}
    >
      {runs === 0 ? '–' : runs > 999 ? `${Math.round(runs / 1000)}k` : runs}
    </Link>
  );
}
