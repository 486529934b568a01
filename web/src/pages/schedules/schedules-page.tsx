/** What fires when? All schedules with their next and last slots. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Schedule } from '../../../../src/contract/schedule.ts';
import { type Names, useFlows, useNames } from '../../api/names.ts';
import { useMay } from '../../api/session.ts';
import { LinkButton } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { ChoiceFilter, FilterBar, SearchBox } from '../../components/filter-bar.tsx';
import { Icon } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Empty, Fault, ReadState } from '../../components/page-states.tsx';
import { Switch } from '../../components/switch.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { Ago } from '../../components/time.tsx';
import { useNow } from '../../format/ticking.ts';
import { useFormat } from '../../format/use-format.ts';
import { toldIn } from '../../words/told.model.ts';
import { useWords } from '../../words/words.ts';
import { useSchedules } from './schedule-reads.ts';
import { ScheduleState } from './schedule-state.tsx';
import { inTab, isTroubled, nextOf, type ScheduleTab, scheduleTabs, sought } from './schedules.model.ts';
import styles from './schedules.module.css';
import type { SchedulesSearch } from './schedules-search.model.ts';
import { SlotMarks } from './slot-marks.tsx';
import { useScheduleActions } from './use-schedule-actions.ts';
import { schedulesWords } from './words.ts';

const keyOf = ({ id }: Schedule): string => id;

export function SchedulesPage(): React.JSX.Element {
  const t = useWords(schedulesWords);
  const search = useSearch({ from: '/frame/schedules' });
  const mayAct = useMay('operator');
  const names = useNames();
  const read = useSchedules();
  const columns = useColumns(names, mayAct);
  const tab = scheduleTabs.find((known) => known === search.tab) ?? 'all';
  return (
    <Page
      title={t('title')}
      {...(read.data === undefined ? {} : { fact: t('fact', { count: read.data.length }) })}
      actions={
        <>
          <LinkButton to="/schedules/plan" icon="calendar">
            {t('action.plan')}
          </LinkButton>
          {mayAct && (
            <LinkButton to="/schedules/new" look="ink" icon="plus">
              {t('action.new')}
            </LinkButton>
          )}
        </>
      }
    >
      <ReadState read={read} rows={10}>
        {(all) => {
          const found = sought(all, search, names.flow);
          const rows = found.filter((one) => inTab(one, tab));
          return all.length === 0 ? (
            <Empty
              icon="calendar"
              title={t('empty.title')}
              text={t('empty.text')}
              {...(mayAct ? { action: <LinkButton to="/schedules/new">{t('action.new')}</LinkButton> } : {})}
            />
          ) : (
            <>
              <Verdict schedules={all} />
              <Tabs
                label={t('tabs.label')}
                current={tab}
                tabs={scheduleTabs.map((key) => ({
                  key,
                  label: t(`tab.${key}`),
                  count: found.filter((one) => inTab(one, key)).length,
                  link: { to: '/schedules', search: { ...search, tab: key === 'all' ? undefined : key } },
                }))}
              />
              <Filters search={search} tab={tab} />
              <DataTable
                label={t('title')}
                columns={columns}
                rows={rows}
                rowKey={keyOf}
                total={rows.length}
                link={(one, className) => (
                  <Link to="/schedules/$id" params={{ id: one.id }} className={className}>
                    {t('row.open', { name: one.name })}
                  </Link>
                )}
                empty={
                  <Empty
                    icon="filter"
                    title={t('empty.filtered')}
                    action={<LinkButton to="/schedules">{t('filter.clear')}</LinkButton>}
                  />
                }
              />
            </>
          );
        }}
      </ReadState>
    </Page>
  );
}

/** What fires next, and whether something went wrong. */
function Verdict({ schedules }: { readonly schedules: readonly Schedule[] }): React.JSX.Element {
  const t = useWords(schedulesWords);
  const format = useFormat();
  const now = useNow();
  const troubled = schedules.filter(isTroubled).length;
  const [next] = schedules
    .filter(({ state }) => state === 'active')
    .flatMap((one) => {
      const fire = nextOf(one);
      return fire === null ? [] : [{ name: one.name, at: Date.parse(fire.dueAt) }];
    })
    .sort((a, b) => a.at - b.at);
  return (
    <div className={styles['verdict']}>
      <p className={styles['sentence']} title={next === undefined ? undefined : format.exact(next.at)}>
        {next === undefined
          ? t('verdict.none')
          : t('verdict.next', { name: next.name, ago: format.ago(next.at, Math.min(now, next.at)) })}
      </p>
      {troubled > 0 && (
        <p className={styles['trouble']} role="status">
          <Icon name="warning" small /> {t('verdict.trouble', { count: troubled })}
        </p>
      )}
    </div>
  );
}

function Filters({
  search,
  tab,
}: {
  readonly search: SchedulesSearch;
  readonly tab: ScheduleTab;
}): React.JSX.Element {
  const t = useWords(schedulesWords);
  const navigate = useNavigate();
  const flows = useFlows();
  const go = (change: SchedulesSearch): void => {
    void navigate({
      to: '/schedules',
      search: { ...search, ...(tab === 'all' ? {} : { tab }), ...change },
    });
  };
  return (
    <FilterBar>
      <SearchBox
        label={t('search')}
        value={search.text ?? ''}
        onSearch={(text) => go({ text: text === '' ? undefined : text })}
      />
      <ChoiceFilter
        label={t('filter.flow')}
        value={search.flow ?? ''}
        options={(flows ?? []).map((flow) => ({ value: flow.name, label: flow.title ?? flow.name }))}
        onChoose={(flow) => go({ flow: flow === '' ? undefined : flow })}
      />
    </FilterBar>
  );
}

function useColumns(names: Names, mayAct: boolean): readonly Column<Schedule>[] {
  const t = useWords(schedulesWords);
  const { language } = useFormat();
  return useMemo(
    () => [
      {
        key: 'state',
        title: t('column.state'),
        width: language === 'zh' ? '76px' : '88px',
        phone: 'trail',
        cell: (one) => <ScheduleState state={one.state} />,
      },
      {
        key: 'name',
        title: t('column.name'),
        width: 'minmax(160px, 1.4fr)',
        phone: 'lead',
        cell: (one) => (
          <span className={styles['name']}>
            <b className="ellipsis" title={one.description ?? one.name}>
              {one.name}
            </b>
            {one.warnings.length > 0 && (
              <span
                className={styles['warn']}
                title={one.warnings.map(({ words }) => toldIn(words, language)).join('\n')}
              >
                <Icon name="warning" small />
                <span className="only-read-aloud">{t('column.warnings')}</span>
              </span>
            )}
          </span>
        ),
      },
      {
        key: 'flow',
        title: t('column.flow'),
        width: 'minmax(100px, 1fr)',
        cell: (one) => (
          <span className="text2" title={one.flow}>
            {names.flow(one.flow)}
          </span>
        ),
      },
      {
        key: 'when',
        title: t('column.when'),
        width: 'minmax(140px, 1.4fr)',
        phone: 'below',
        cell: (one) => (
          <span
            title={
              one.cron === null ? toldIn(one.words, language) : `${toldIn(one.words, language)} (${one.cron})`
            }
          >
            {toldIn(one.words, language)}
          </span>
        ),
      },
      {
        key: 'next',
        title: t('column.next'),
        width: language === 'zh' ? '112px' : '128px',
        align: 'right',
        phone: 'below',
        cell: (one) => <NextFire schedule={one} />,
      },
      {
        key: 'last',
        title: t('column.last'),
        width: '120px',
        cell: (one) => <SlotMarks slots={one.lastSlots} />,
      },
      ...(mayAct
        ? [
            {
              key: 'switch',
              title: '',
              width: '44px',
              cell: (one: Schedule) => <PauseSwitch schedule={one} />,
            },
          ]
        : []),
    ],
    [t, names, mayAct, language],
  );
}

function NextFire({ schedule }: { readonly schedule: Schedule }): React.JSX.Element {
  const fire = nextOf(schedule);
  if (fire === null || schedule.state !== 'active') return <span className="text3">–</span>;
  return <Ago at={fire.dueAt} />;
}

function PauseSwitch({ schedule }: { readonly schedule: Schedule }): React.JSX.Element {
  const t = useWords(schedulesWords);
  const actions = useScheduleActions(schedule);
  const { state } = schedule;
  return (
    <>
      <Switch
        on={state === 'active'}
        disabled={state === 'disabled' || state === 'ended'}
        busy={actions.busy}
        label={t('switch.label', { name: schedule.name })}
        onTurn={(on) => (on ? actions.resume() : actions.pause())}
      />
      {actions.error !== null && <Fault error={actions.error} />}
    </>
  );
}
