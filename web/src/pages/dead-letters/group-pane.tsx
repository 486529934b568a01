/** One cause: why it happens, what to do, its letters, and what can be done to all or some of them. */

import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { DeadLetter, DeadLetterGroup } from '../../../../src/contract/dead-letter.ts';
import { errorLine } from '../../../../src/contract/error-line.ts';
import { makerWords } from '../../../../src/contract/maker-words.ts';
import { ownWordsIn } from '../../../../src/contract/own-words.ts';
import type { DeadLetterState } from '../../../../src/contract/run-states.ts';
import { client } from '../../api/client.ts';
import { useNames } from '../../api/names.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { ReadState } from '../../components/page-states.tsx';
import { PlatformMark } from '../../components/platform-mark.tsx';
import { nothingSelected, type Selection } from '../../components/selection.model.ts';
import { Instant } from '../../components/time.tsx';
import { usePhone } from '../../components/use-media.ts';
import { useFormat } from '../../format/use-format.ts';
import { messageIn } from '../../words/told.model.ts';
import { useLanguage, useWords } from '../../words/words.ts';
import { causeTitle, stepsOf, typeOf } from './dead-letters.model.ts';
import styles from './dead-letters.module.css';
import { ErrorText } from './error-text.tsx';
import { GroupActions } from './group-actions.tsx';
import { LetterMore } from './letter-more.tsx';
import { deadLetterWords } from './words.ts';

interface GroupPaneProps {
  readonly group: DeadLetterGroup;
  readonly state: DeadLetterState;
  readonly filter: { readonly flow?: string; readonly platform?: string };
}

const keyOf = (letter: DeadLetter): string => letter.id;

export function GroupPane({ group, state, filter }: GroupPaneProps): React.JSX.Element {
  const t = useWords(deadLetterWords);
  const format = useFormat();
  const names = useNames();
  const language = useLanguage();
  const phone = usePhone();
  const may = useMay('operator');
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [opened, setOpened] = useState<string | null>(null);
  const query = { state: [state], cause: group.cause, limit: 100, ...filter };
  const letters = useInfiniteQuery({
    queryKey: queryKeys.deadLetters.list(query),
    queryFn: ({ pageParam }) =>
      client.deadLetters({ ...query, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    // The first page has no cursor.
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const rows = useMemo(() => letters.data?.pages.flatMap((page) => page.items) ?? [], [letters.data]);
  const type = typeOf(group.type);
  const columns = useColumns(state, opened, setOpened);
  return (
    <>
      <header className={styles['group-head']}>
        {phone && (
          <Link to="/dead-letters" search={{ ...filter, state }} className={styles['back']}>
            <Icon name="left" small />
            {t('back-to-groups')}
          </Link>
        )}
        <h2>
          {causeTitle(messageIn({ message: group.cause, words: group.words }, language), language)}{' '}
          <span className={styles['tag']}>{t(`type.${type}`)}</span>
        </h2>
        <p className="text2" title={`${format.exact(group.firstAt)} – ${format.exact(group.lastAt)}`}>
          {[
            ...(group.flows === 1 && group.sample.flow !== null ? [names.flow(group.sample.flow)] : []),
            t('group.count', { count: group.count }),
            ...(group.shops > 0 ? [t('group.shops', { count: group.shops })] : []),
            t('group.since', { time: format.instant(group.firstAt) }),
            t('group.last', { time: format.instant(group.lastAt) }),
          ].join(' · ')}
        </p>
      </header>
      <div className={styles['advice']}>
        <section>
          <h3>{t('why')}</h3>
          <p>{t(`why.${type}`)}</p>
          <ErrorText letter={group.sample} />
          {group.sample.runId !== null && (
            <Link to="/runs/$id" params={{ id: group.sample.runId }} className={styles['evidence'] ?? ''}>
              <Icon name="runs" small />
              {t('action.open-run')}
            </Link>
          )}
        </section>
        <section>
          <h3>{t('what-to-do')}</h3>
          <ol className={styles['steps']}>
            {stepsOf(type).map((step) => (
              // The catalogue has exactly these: dead-letters.test.ts.
              <li key={step}>{t(`do.${type}.${step}` as 'do.TRANSIENT.1')}</li>
            ))}
          </ol>
        </section>
      </div>
      <div className={styles['table']}>
        <ReadState read={letters} rows={10}>
          {() => (
            <DataTable
              label={t('title')}
              columns={columns}
              rows={rows}
              rowKey={keyOf}
              total={group.count}
              {...(state === 'open' && may
                ? { selection: { value: selection, onChange: setSelection } }
                : {})}
              more={{
                has: letters.hasNextPage,
                loading: letters.isFetchingNextPage,
                load: () => void letters.fetchNextPage(),
              }}
              expanded={(letter) =>
                letter.id === opened ? (
                  <LetterMore letter={letter} onDone={() => setOpened(null)} />
                ) : undefined
              }
            />
          )}
        </ReadState>
      </div>
      {state === 'open' && may && (
        <GroupActions
          group={group}
          filter={filter}
          selected={[...selection.keys].filter((id) => rows.some((row) => row.id === id))}
          newest={rows[0] ?? null}
          onDone={() => setSelection(nothingSelected)}
        />
      )}
    </>
  );
}

function useColumns(
  state: DeadLetterState,
  opened: string | null,
  onOpen: (id: string | null) => void,
): readonly Column<DeadLetter>[] {
  const t = useWords(deadLetterWords);
  const names = useNames();
  return useMemo(
    () => [
      {
        key: 'shop',
        title: t('column.shop'),
        width: 'minmax(120px, 1.2fr)',
        phone: 'lead',
        cell: (letter) => (
          <span className={styles['shop']}>
            {letter.platform !== null && <PlatformMark platform={letter.platform} />}
            <span className="ellipsis" title={letter.shopId ?? undefined}>
              {letter.runId === null
                ? t('message')
                : letter.shopId === null
                  ? t('no-shop')
                  : names.shop(letter.platform, letter.shopId)}
            </span>
          </span>
        ),
      },
      {
        key: 'flow',
        title: t('column.flow'),
        width: 'minmax(90px, 1fr)',
        cell: (letter) =>
          letter.flow === null ? '–' : <span title={letter.flow}>{names.flow(letter.flow)}</span>,
      },
      {
        key: 'attempts',
        title: t('column.attempts'),
        width: '56px',
        align: 'right',
        cell: (letter) => letter.attempts,
      },
      {
        key: 'error',
        title: state === 'open' ? t('column.error') : t('column.decision'),
        width: 'minmax(120px, 2fr)',
        phone: 'below',
        cell: (letter) => <Last letter={letter} state={state} />,
      },
      {
        key: 'at',
        title: t('column.at'),
        width: '92px',
        align: 'right',
        phone: 'trail',
        cell: (letter) => <Instant at={letter.at} />,
      },
      {
        key: 'more',
        title: '',
        width: '30px',
        phone: 'trail',
        cell: (letter) => (
          <button
            type="button"
            className={styles['opener']}
            aria-expanded={opened === letter.id}
            aria-label={opened === letter.id ? t('row.less') : t('row.more')}
            onClick={() => onOpen(opened === letter.id ? null : letter.id)}
          >
            <Icon name={opened === letter.id ? 'down' : 'right'} small />
          </button>
        ),
      },
    ],
    [t, names, state, opened, onOpen],
  );
}

function Last({
  letter,
  state,
}: {
  readonly letter: DeadLetter;
  readonly state: DeadLetterState;
}): React.JSX.Element {
  const t = useWords(deadLetterWords);
  const format = useFormat();
  const language = useLanguage();
  if (state === 'open' || letter.decidedAt === null) {
    const text = ownWordsIn(messageIn(letter, language), language, letter.type);
    return <span title={text}>{errorLine({ type: letter.type, message: text }, language)}</span>;
  }
  const who = t('decided', {
    who: letter.decidedBy === null ? '–' : makerWords(letter.decidedBy)[format.language],
    time: format.instant(letter.decidedAt),
  });
  return (
    <span title={format.exact(letter.decidedAt)}>
      {who}
      {letter.note !== null && ` · ${letter.note}`}
    </span>
  );
}
