import { useQuery } from '@tanstack/react-query';
import type { SystemHealth } from '../../../../src/contract/system-health.ts';
import { client } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Section } from '../../components/page.tsx';
import { ReadState } from '../../components/page-states.tsx';
import { useWords } from '../../words/words.ts';
import styles from './system.module.css';
import { systemWords } from './words.ts';

const icons = { ok: 'succeeded', warning: 'warning', broken: 'failed' } as const;
const weight = { broken: 0, warning: 1, ok: 2 } as const;

/** Checks whose trouble is told by a message of the system, for which there are no words here. */
const untold: ReadonlySet<string> = new Set(['store', 'broker', 'nodes', 'config', 'data_folder']);

/** What `drover doctor` looks at, trouble first, each with its remedy. */
export function HealthTab(): React.JSX.Element {
  const t = useWords(systemWords);
  const health = useQuery({ queryKey: queryKeys.systemHealth, queryFn: () => client.systemHealth() });
  return (
    <Section>
      <ReadState read={health} rows={8}>
        {({ state, checks }) => (
          <>
            <div className={styles['verdict-row']}>
              <p className={styles['verdict']} role="status">
                {state === 'ok'
                  ? t('verdict.ok')
                  : t(`verdict.${state}`, { count: checks.filter((check) => check.state === state).length })}
              </p>
              <Button icon="retry" busy={health.isFetching} onClick={() => void health.refetch()}>
                {t('action.check')}
              </Button>
            </div>
            <ul className={styles['checks']}>
              {[...checks]
                .sort((a, b) => weight[a.state] - weight[b.state])
                .map((check) => (
                  <Check key={check.name} check={check} />
                ))}
            </ul>
          </>
        )}
      </ReadState>
    </Section>
  );
}

function Check({ check }: { readonly check: SystemHealth['checks'][number] }): React.JSX.Element {
  const t = useWords(systemWords);
  const ok = check.state === 'ok';
  return (
    <li className={styles['check']}>
      <span className={`${styles['mark']} ${styles[check.state]}`}>
        <Icon name={icons[check.state]} />
        {t(`state.${check.state}`)}
      </span>
      <b>{t(`check.${check.name}`)}</b>
      <span className={styles['detail']}>
        <span className="text2">
          {ok ? t(`found.${check.name}`, check.facts) : t(`trouble.${check.name}`, check.facts)}
        </span>
        {!ok && untold.has(check.name) && <span className="meta text3">{check.detail}</span>}
        {check.remedy !== null && <span>{t(`remedy.${check.name}`)}</span>}
      </span>
    </li>
  );
}
