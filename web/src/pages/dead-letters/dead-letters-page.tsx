/**
 * What must a person decide? Causes left, the chosen one right: why, what to do, its letters. On a phone one after the
 * other.
 */
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { DeadLetterState } from '../../../../src/contract/run-states.ts';
import { client } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { JobStrip } from '../../components/bulk-jobs/job-strip.tsx';
import { Page } from '../../components/page.tsx';
import { Empty, ReadState } from '../../components/page-states.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { usePhone } from '../../components/use-media.ts';
import { useWords } from '../../words/words.ts';
import { letterTabs } from './dead-letters.model.ts';
import styles from './dead-letters.module.css';
import { GroupPane } from './group-pane.tsx';
import { GroupsPane } from './groups-pane.tsx';
import { deadLetterWords } from './words.ts';

/** Groups that are listed; more causes than that nobody reads. */
const mostGroups = 200;

export function DeadLettersPage(): React.JSX.Element {
  const t = useWords(deadLetterWords);
  const phone = usePhone();
  const search = useSearch({ from: '/frame/dead-letters' });
  const state: DeadLetterState = letterTabs.find((known) => known === search.state) ?? 'open';
  const filter = {
    ...(search.flow === undefined ? {} : { flow: search.flow }),
    ...(search.platform === undefined ? {} : { platform: search.platform }),
  };
  const groups = useQuery({
    queryKey: queryKeys.deadLetters.groups({ state, ...filter }),
    queryFn: () => client.deadLetterGroups({ state: [state], limit: mostGroups, ...filter }),
  });
  const system = useQuery({ queryKey: queryKeys.system, queryFn: () => client.system() });
  const items = groups.data?.items ?? [];
  const chosen = items.find((group) => group.cause === search.group) ?? (phone ? undefined : items[0]);
  const showsGroup = phone && search.group !== undefined && chosen !== undefined;
  return (
    <Page title={t('title')} fact={t('fact')}>
      <div className={styles['panes']}>
        {!showsGroup && (
          <div className={styles['left']}>
            <Tabs
              label={t('tabs')}
              current={state}
              tabs={letterTabs.map((key) => ({
                key,
                label: t(`tab.${key}`),
                count: system.data === undefined ? undefined : (system.data.deadLetters[key] ?? 0),
                link: {
                  to: '/dead-letters',
                  search: { ...filter, ...(key === 'open' ? {} : { state: key }) },
                },
              }))}
            />
            <JobStrip subject="dead_letters" />
            <ReadState read={groups} rows={8}>
              {(page) => (
                <GroupsPane
                  groups={page.items}
                  more={page.nextCursor !== null}
                  state={state}
                  search={search}
                  chosen={phone ? null : (chosen?.cause ?? null)}
                />
              )}
            </ReadState>
          </div>
        )}
        {(!phone || showsGroup) && (
          <div className={styles['right']}>
            {chosen === undefined ? (
              items.length > 0 && <Empty icon="inbox" title={t('empty.pick')} />
            ) : (
              <GroupPane key={`${state} ${chosen.cause}`} group={chosen} state={state} filter={filter} />
            )}
          </div>
        )}
      </div>
    </Page>
  );
}
