import { memo } from 'react';
import { type RunState, runStates } from '../../../../src/contract/run-states.ts';
import type { RunStats } from '../../../../src/contract/run-stats.ts';
import { StateMark } from '../../components/state-mark.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { sharedWords } from '../../components/words.ts';
import { useWords } from '../../words/words.ts';
import type { RunsSearch } from './runs-search.model.ts';
import { runsWords } from './words.ts';

/** The order of the tabs: what is under way, then what may need a person, then what is over. */
const order: readonly RunState[] = [
  'running',
  'blocked',
  'queued',
  'retrying',
  'failed',
  'succeeded',
  'cancelled',
  'expired',
  'scheduled',
];

interface StateTabsProps {
  readonly search: RunsSearch;
  readonly states: readonly RunState[];
  readonly counts: RunStats['states'] | undefined;
}

/** Runs by state, under the other filters; each count is a filter. Not drawn again with every change of the list. */
export const StateTabs = memo(({ search, states, counts }: StateTabsProps): React.JSX.Element => {
  const t = useWords(runsWords);
  const shared = useWords(sharedWords);
  const { state: _state, ...others } = search;
  const all =
    counts === undefined ? undefined : runStates.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  // Several states at once, as other pages link to: a tab of their own.
  const several = states.length > 1;
  return (
    <Tabs
      label={t('tabs.label')}
      current={states.length === 0 ? 'all' : several ? 'several' : (states[0] ?? 'all')}
      tabs={[
        { key: 'all', label: shared('filter.all'), count: all, link: { to: '/runs', search: others } },
        ...(several
          ? [
              {
                key: 'several',
                label: states.map((state) => shared(`state.${state}`)).join(' + '),
                count:
                  counts === undefined
                    ? undefined
                    : states.reduce((sum, state) => sum + (counts[state] ?? 0), 0),
                link: { to: '/runs' as const, search },
              },
            ]
          : []),
        ...order.map((state) => ({
          key: state,
          label: <StateMark state={state} />,
          count: counts === undefined ? undefined : (counts[state] ?? 0),
          link: { to: '/runs' as const, search: { ...others, state } },
        })),
      ]}
    />
  );
});
StateTabs.displayName = 'StateTabs';
