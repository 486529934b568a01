import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Run } from '../../../../src/contract/run.ts';
import { client, serverUrl } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { searchText } from '../../app/search-text.model.ts';
import { JobStrip } from '../../components/bulk-jobs/job-strip.tsx';
import { Button, LinkButton } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Page } from '../../components/page.tsx';
import { Empty, ReadState } from '../../components/page-states.tsx';
import { nothingSelected, type Selection } from '../../components/selection.model.ts';
import { serverNow } from '../../format/server-clock.ts';
import { useZone } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import styles from './bulk-bar.module.css';
import { BulkBar } from './bulk-bar.tsx';
import { NewRowsButton } from './new-rows-button.tsx';
import { RunLink, useRunColumns } from './run-columns.tsx';
import { RunsChart } from './runs-chart.tsx';
import { RunsFilters } from './runs-filters.tsx';
import { filterCount, mayBelong, type RunsSearch, selectionOf, statesOf } from './runs-search.model.ts';
import { StateTabs } from './state-tabs.tsx';
import { useRunList } from './use-run-list.ts';
import { runsWords } from './words.ts';

/** How many bars the time chart is asked for. */
const bars = 96;

/** What happened to it? All runs, newest first, by filters that are in the address. */
export function RunsPage(): React.JSX.Element {
  const t = useWords(runsWords);
  const search = useSearch({ from: '/frame/runs' });
  const navigate = useNavigate();
  const zone = useZone();
  const mayAct = useMay('operator');
  const place = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState<Selection>(nothingSelected);
  const [begun, setBegun] = useState<readonly string[]>([]);
  const searchKey = JSON.stringify(search);
  // Words for times are read when the address changes: rows do not leave the list because time goes by.
  const selection = useMemo(
    () => selectionOf(search, serverNow(), zone),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the address's text stands for it
    [searchKey, zone],
  );
  const stats = useQuery({
    queryKey: queryKeys.runs.stats(selection),
    queryFn: () => client.runStats(selection, bars),
    placeholderData: keepPreviousData,
  });
  const list = useRunList(
    selection,
    (event) => event.event === 'state' && mayBelong(search, { ...event.data, to: event.data.to }),
    () => {
      const body = place.current;
      const scroller = body?.closest('#page');
      if (body === null || body === undefined || document.hidden) return false;
      return (
        selected.keys.size === 0 &&
        (scroller?.scrollTop ?? 0) < 8 &&
        !body.matches(':hover') &&
        !body.contains(document.activeElement)
      );
    },
  );
  const { fresh, take } = list;
  const newRows = useMemo(
    () => <NewRowsButton fresh={fresh} onTake={take} scroller={place} />,
    [fresh, take],
  );
  const columns = useRunColumns();
  const states = useMemo(() => statesOf(search), [search]);
  const dimmed = useCallback(
    (run: Run): boolean => states.length > 0 && !states.includes(run.state),
    [states],
  );
  const go = useCallback(
    (change: Partial<Record<keyof RunsSearch, string | undefined>>): void => {
      setSelected(nothingSelected);
      void navigate({ to: '/runs', search: { ...search, ...change } });
    },
    [navigate, search],
  );
  const stretch = useCallback(
    (from: number, to: number): void =>
      go({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }),
    [go],
  );
  const total = stats.data === undefined || stats.isPlaceholderData ? null : stats.data.total;
  const exportUrl = `${serverUrl}/api/runs/export${searchText({ ...selection })}`;
  const exportRows = (): void => {
    // A link's download: the browser reads it as it comes, with the session's cookie.
    const link = document.createElement('a');
    link.href = exportUrl;
    link.download = 'runs.csv';
    link.click();
  };
  return (
    <Page
      title={t('title')}
      {...(total === null ? {} : { fact: t('total', { count: total }) })}
      actions={
        <>
          <Button icon="download" onClick={exportRows}>
            {t('action.export')}
          </Button>
          {mayAct && (
            <LinkButton to="/run" look="ink" icon="play">
              {t('action.run')}
            </LinkButton>
          )}
        </>
      }
    >
      <StateTabs search={search} states={states} counts={stats.data?.states} />
      <RunsFilters search={search} onChange={go} aside={newRows} />
      <RunsChart stats={stats.data} onStretch={stretch} />
      <div ref={place} aria-busy={list.previous || undefined}>
        <ReadState read={list.read} rows={14}>
          {() => (
            <DataTable
              label={t('title')}
              columns={columns}
              rows={list.rows}
              rowKey={idOf}
              link={linkOf}
              {...(mayAct ? { selection: { value: selected, onChange: setSelected } } : {})}
              more={list.more}
              total={total}
              dimmed={dimmed}
              empty={
                filterCount(search) === 0 && states.length === 0 ? (
                  <Empty
                    icon="runs"
                    title={t('empty.none.title')}
                    text={t('empty.none.text')}
                    {...(mayAct ? { action: <LinkButton to="/run">{t('action.run')}</LinkButton> } : {})}
                  />
                ) : (
                  <Empty
                    icon="filter"
                    title={t('empty.filtered.title')}
                    text={t('empty.filtered.text')}
                    action={<LinkButton to="/runs">{t('filter.clear')}</LinkButton>}
                  />
                )
              }
            />
          )}
        </ReadState>
      </div>
      <div className={styles['foot']}>
        <BulkBar
          rows={list.rows}
          selected={selected}
          onSelect={setSelected}
          selection={selection}
          matching={total}
          onExport={exportRows}
          onBegun={(id) => setBegun([...begun, id])}
        />
        <JobStrip subject="runs" begun={begun} />
      </div>
    </Page>
  );
}

const idOf = ({ id }: Run): string => id;
const linkOf = (run: Run, className: string): React.ReactNode => <RunLink run={run} className={className} />;
