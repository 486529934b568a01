/** The columns that a list of runs may have, and which of them are shown. */
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { makerWords } from '../../../../src/contract/maker-words.ts';
import type { Run } from '../../../../src/contract/run.ts';
import { isFinal } from '../../../../src/contract/run-states.ts';
import { type Names, useNames } from '../../api/names.ts';
import { preference, usePreference } from '../../app/preferences.ts';
import type { Column } from '../../components/data-table.tsx';
import { PlatformMark, platformName } from '../../components/platform-mark.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { Instant, Lasting } from '../../components/time.tsx';
import { useMedia } from '../../components/use-media.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { type Translate, useWords } from '../../words/words.ts';
import styles from './run-columns.module.css';
import { RunReason } from './run-reason.tsx';
import { runsWords } from './words.ts';

type Key = NonNullable<(typeof runsWords)['keys']>;

export const columnKeys = [
  'state',
  'flow',
  'shop',
  'reason',
  'node',
  'created',
  'due',
  'started',
  'ended',
  'duration',
  'attempts',
  'priority',
  'source',
  'by',
  'tags',
] as const;
export type ColumnKey = (typeof columnKeys)[number];

/** They tell the rows apart, so they are always there. */
export const fixedColumns: readonly ColumnKey[] = ['state', 'flow', 'reason'];
const usual: readonly ColumnKey[] = [
  'state',
  'flow',
  'shop',
  'reason',
  'node',
  'created',
  'duration',
  'source',
];
/** Where there is little room: what is left. */
const narrow: readonly ColumnKey[] = ['state', 'flow', 'shop', 'reason', 'created', 'duration'];

/** The columns that a person chose, or the usual ones. */
export function chosenColumns(): readonly ColumnKey[] {
  const stored = preference('runColumns').split(',');
  const chosen = columnKeys.filter((key) => stored.includes(key) || fixedColumns.includes(key));
  return preference('runColumns') === '' ? usual : chosen;
}

/** Ids of runs are long and differ at their ends. */
export function shortRunId(id: string): string {
  return id.length <= 12 ? id : `…${id.slice(-7)}`;
}

/** The columns to show; the same object until something about them changes. */
export function useRunColumns(): readonly Column<Run>[] {
  const t = useWords(runsWords);
  const names = useNames();
  const format = useFormat();
  const stored = usePreference('runColumns');
  const small = useMedia('(max-width: 1099px)');
  return useMemo(() => {
    const keys = stored === '' && small ? narrow : chosenColumns();
    return keys.map((key) => columnOf(key, t, names, format));
  }, [stored, small, t, names, format]);
}

function columnOf(key: ColumnKey, t: Translate<Key>, names: Names, format: Format): Column<Run> {
  const title = t(`column.${key}`);
  const language = format.language;
  const column = (rest: Omit<Column<Run>, 'key' | 'title'>): Column<Run> => ({ key, title, ...rest });
  switch (key) {
    case 'state':
      return column({
        width: language === 'zh' ? '76px' : '92px',
        phone: 'lead',
        cell: ({ state, cancelRequestedAt }) => (
          <span className={styles['shop']}>
            <StateMark state={state} stopping={cancelRequestedAt !== null} />
          </span>
        ),
      });
    case 'flow':
      return column({
        width: 'minmax(150px, 1.9fr)',
        phone: 'lead',
        cell: ({ id, flow }) => (
          <span className={styles['flow']}>
            <span className="ellipsis">{names.flow(flow)}</span>
            <span className={`mono text3 ${styles['id']}`} title={id}>
              {shortRunId(id)}
            </span>
          </span>
        ),
      });
    case 'shop':
      return column({
        width: 'minmax(120px, 1.1fr)',
        phone: 'below',
        cell: (run) => <ShopCell run={run} names={names} language={language} />,
      });
    case 'reason':
      return column({
        width: 'minmax(180px, 1.9fr)',
        phone: 'below',
        cell: (run) => <RunReason run={run} />,
      });
    case 'node':
      return column({
        width: 'minmax(72px, 0.35fr)',
        cell: ({ nodeId }) =>
          nodeId === null ? <Dash /> : <span className="text2">{names.node(nodeId)}</span>,
      });
    case 'created':
      return column({
        width: language === 'zh' ? '88px' : '98px',
        align: 'right',
        sorted: 'descending',
        phone: 'trail',
        cell: ({ createdAt }) => <Instant at={createdAt} />,
      });
    case 'due':
      return column({ width: '98px', align: 'right', cell: ({ dueAt }) => <Instant at={dueAt} /> });
    case 'started':
      return column({ width: '98px', align: 'right', cell: ({ startedAt }) => <Instant at={startedAt} /> });
    case 'ended':
      return column({ width: '98px', align: 'right', cell: ({ endedAt }) => <Instant at={endedAt} /> });
    case 'duration':
      return column({ width: '116px', align: 'right', cell: (run) => <Took run={run} format={format} /> });
    case 'attempts':
      return column({
        width: '104px',
        align: 'right',
        cell: ({ failures, maxRetries }) => `${failures} / ${maxRetries + 1}`,
      });
    case 'priority':
      return column({ width: '56px', align: 'right', cell: ({ priority }) => priority });
    case 'source':
      return column({
        width: language === 'zh' ? '64px' : '104px',
        cell: ({ source }) => <span className="text2">{t(`source.${source}`)}</span>,
      });
    case 'by':
      return column({
        width: 'minmax(80px, 0.6fr)',
        cell: ({ createdBy }) =>
          createdBy === null ? (
            <Dash />
          ) : (
            <span className="text2" title={createdBy}>
              {makerWords(createdBy)[language]}
            </span>
          ),
      });
    case 'tags':
      return column({
        width: 'minmax(80px, 0.7fr)',
        cell: ({ tags }) =>
          tags.length === 0 ? <Dash /> : <span title={tags.join(', ')}>{tags.join(', ')}</span>,
      });
  }
}

const Dash = (): React.JSX.Element => <span className="text3">–</span>;

function ShopCell({
  run: { platform, shopId },
  names,
  language,
}: {
  readonly run: Run;
  readonly names: Names;
  readonly language: 'zh' | 'en';
}): React.JSX.Element {
  if (shopId === null) return <Dash />;
  const name = names.shop(platform, shopId);
  return (
    <span className={styles['shop']} title={`${name} (${platform ?? ''}:${shopId})`}>
      {platform !== null && <PlatformMark platform={platform} label={platformName(platform, language)} />}
      <span className="ellipsis">{name}</span>
    </span>
  );
}

/** Longest time whose bar still grows. */
const longestMs = 600_000;

function Took({ run, format }: { readonly run: Run; readonly format: Format }): React.JSX.Element {
  const { startedAt, endedAt, state } = run;
  if (startedAt === null) return <Dash />;
  if (endedAt === null) {
    return state === 'running' ? (
      <span className={styles['took']}>
        <Lasting since={startedAt} />
      </span>
    ) : (
      <Dash />
    );
  }
  const ms = Date.parse(endedAt) - Date.parse(startedAt);
  const width = Math.max(2, Math.round(Math.sqrt(Math.min(1, ms / longestMs)) * 32));
  return (
    <span className={styles['took']}>
      <span className={styles['took-bar']} style={{ width }} />
      {format.duration(ms)}
    </span>
  );
}

/** Leads to a run; covers the table's row. */
export function RunLink({
  run,
  className,
}: {
  readonly run: Run;
  readonly className: string;
}): React.JSX.Element {
  const t = useWords(runsWords);
  return (
    <Link to="/runs/$id" params={{ id: run.id }} className={className} preload={false}>
      {t('row.open', { id: run.id })}
    </Link>
  );
}

/** Whether the run can be retried, and cancelled. */
export const canRetry = ({ state }: Run): boolean => isFinal(state);
export const canCancel = ({ state, cancelRequestedAt }: Run): boolean =>
  !isFinal(state) && cancelRequestedAt === null;
