import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Schedule, Slot } from '../../../../src/contract/schedule.ts';
import { client } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Empty, ReadState } from '../../components/page-states.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { Instant } from '../../components/time.tsx';
import { useFormat } from '../../format/use-format.ts';
import { toldIn } from '../../words/told.model.ts';
import { useWords } from '../../words/words.ts';
import { lookOf, type SlotTab, slotTabs } from './schedules.model.ts';
import styles from './schedules.module.css';
import type { ScheduleSearch } from './schedules-search.model.ts';
import { SlotLookMark } from './slot-marks.tsx';
import { schedulesWords } from './words.ts';

const pageSize = 100;
const keyOf = ({ at }: Slot): string => at;

/** Every slot that was decided, newest first, each with what became of it and why. */
export function ScheduleSlots({
  schedule,
  search,
}: {
  readonly schedule: Schedule;
  readonly search: ScheduleSearch;
}): React.JSX.Element {
  const t = useWords(schedulesWords);
  const tab: SlotTab = slotTabs.find((known) => known === search.slots) ?? 'all';
  const list = useInfiniteQuery({
    queryKey: queryKeys.schedules.slots(schedule.id, { tab }),
    queryFn: ({ pageParam }) =>
      client.scheduleSlots(schedule.id, {
        limit: pageSize,
        ...(tab === 'all' ? {} : { state: [tab] }),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }),
    // Cursors of later pages are texts.
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const columns = useColumns();
  const rows = useMemo(() => (list.data?.pages ?? []).flatMap(({ items }) => items), [list.data]);
  return (
    <>
      <h2 className={styles['heading']}>{t('slots.title')}</h2>
      <Tabs
        label={t('slots.tabs')}
        current={tab}
        tabs={slotTabs.map((key) => ({
          key,
          label: t(`slots.tab.${key}`),
          link: {
            to: '/schedules/$id',
            params: { id: schedule.id },
            search: { ...search, slots: key === 'all' ? undefined : key },
          },
        }))}
      />
      <ReadState read={list} rows={8}>
        {() => (
          <DataTable
            label={t('slots.title')}
            columns={columns}
            rows={rows}
            rowKey={keyOf}
            more={{
              has: list.hasNextPage,
              loading: list.isFetchingNextPage,
              load: () => void list.fetchNextPage(),
            }}
            link={(slot, className) => <SlotLink slot={slot} className={className} />}
            empty={
              <Empty
                icon="scheduled"
                title={t(tab === 'all' ? 'slots.none' : 'slots.none.filtered')}
                {...(tab === 'all' ? { text: t('slots.none.text') } : {})}
              />
            }
          />
        )}
      </ReadState>
    </>
  );
}

/** Leads to what the slot made: its run, or its batch of runs. */
function SlotLink({ slot, className }: { readonly slot: Slot; readonly className: string }): React.ReactNode {
  const t = useWords(schedulesWords);
  const format = useFormat();
  const label = t('slots.open', { time: format.instant(slot.at) });
  if (slot.runId !== null)
    return (
      <Link to="/runs/$id" params={{ id: slot.runId }} className={className} preload={false}>
        {label}
      </Link>
    );
  if (slot.batchId !== null)
    return (
      <Link to="/batches/$id" params={{ id: slot.batchId }} className={className} preload={false}>
        {label}
      </Link>
    );
  return null;
}

function useColumns(): readonly Column<Slot>[] {
  const t = useWords(schedulesWords);
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'at',
        title: t('slots.at'),
        width: format.language === 'zh' ? '96px' : '106px',
        phone: 'lead',
        cell: (slot) => <Instant at={slot.at} />,
      },
      {
        key: 'look',
        title: t('slots.look'),
        width: format.language === 'zh' ? '84px' : '108px',
        phone: 'trail',
        cell: (slot) => <SlotLookMark look={lookOf(slot)} />,
      },
      {
        key: 'why',
        title: t('slots.why'),
        width: 'minmax(180px, 1fr)',
        phone: 'below',
        cell: (slot) => (
          <span className="ellipsis text2" title={toldIn(slot.words, format.language)}>
            {toldIn(slot.words, format.language)}
          </span>
        ),
      },
      {
        key: 'runs',
        title: t('slots.runs'),
        width: '56px',
        align: 'right',
        cell: (slot) => (slot.runs === 0 ? <span className="text3">–</span> : slot.runs),
      },
      {
        key: 'late',
        title: t('slots.late'),
        width: '72px',
        align: 'right',
        cell: (slot) =>
          slot.lateMs === null || slot.lateMs < 1000 ? (
            <span className="text3">–</span>
          ) : (
            format.duration(slot.lateMs)
          ),
      },
    ],
    [t, format],
  );
}
