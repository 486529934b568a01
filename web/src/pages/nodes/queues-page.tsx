/** What waits, and for what? Live runs by pool and blocker; below, the broker's own queues. */
import { useQuery } from '@tanstack/react-query';
import type { BrokerState, PoolQueue } from '../../../../src/contract/system.ts';
import { client } from '../../api/client.ts';
import { useNames } from '../../api/names.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Icon } from '../../components/icon.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Empty, ReadState } from '../../components/page-states.tsx';
import { Lasting } from '../../components/time.tsx';
import { numberText } from '../../format/numbers.model.ts';
import { useLanguage, useWords } from '../../words/words.ts';
import styles from './nodes.module.css';
import { blockerWords } from './room.model.ts';
import { nodesWords } from './words.ts';

const sumOf = (pools: readonly PoolQueue[], of: (pool: PoolQueue) => number): number =>
  pools.reduce((sum, pool) => sum + of(pool), 0);

export function QueuesPage(): React.JSX.Element {
  const t = useWords(nodesWords);
  const queues = useQuery({ queryKey: queryKeys.queues, queryFn: () => client.queues() });
  const broker = useQuery({ queryKey: queryKeys.broker, queryFn: () => client.broker() });
  const pools = queues.data ?? [];
  const waiting = sumOf(pools, (pool) => pool.waiting);
  const queued = sumOf(pools, (pool) => pool.queued);
  return (
    <Page title={t('queues.title')}>
      <ReadState read={queues} rows={6}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon="queued" title={t('queues.empty.title')} text={t('queues.empty.text')} />
          ) : (
            <>
              <Section>
                <p className={styles['verdict']} role="status">
                  {waiting + queued === 0
                    ? t('queues.verdict.calm')
                    : t('queues.verdict.waiting', { waiting, queued })}
                </p>
              </Section>
              {items.map((pool) => (
                <Pool key={pool.pool} pool={pool} />
              ))}
            </>
          )
        }
      </ReadState>
      <ReadState read={broker} rows={2}>
        {(state) => <Broker state={state} />}
      </ReadState>
    </Page>
  );
}

function Pool({ pool }: { readonly pool: PoolQueue }): React.JSX.Element {
  const t = useWords(nodesWords);
  const names = useNames();
  const all = Math.max(1, pool.running + pool.queued + pool.waiting);
  const parts = [
    { state: 'running', count: pool.running, since: null },
    { state: 'queued', count: pool.queued, since: pool.oldestQueuedAt },
    { state: 'waiting', count: pool.waiting, since: pool.oldestWaitingAt },
  ] as const;
  return (
    <Section title={pool.pool}>
      <div className={styles['strip']} aria-hidden="true">
        {parts.map(({ state, count }) => (
          <i key={state} className={styles[`of-${state}`]} style={{ flexGrow: count / all }} />
        ))}
      </div>
      <ul className={styles['counts']}>
        {parts.map(({ state, count, since }) => (
          <li key={state}>
            <span className={`${styles['dot']} ${styles[`of-${state}`]}`} aria-hidden="true" />
            {t(`pool.${state}`)} <b>{numberText(count)}</b>
            {since !== null && (
              <span className="text3">
                {' '}
                · <Lasting since={since} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {pool.blockers.length > 0 && (
        <table className={styles['blockers']}>
          <caption>{t('pool.blockers')}</caption>
          <tbody>
            {pool.blockers.map((blocker) => {
              const { key, name } = blockerWords(blocker, names);
              return (
                <tr key={blocker.key}>
                  <td>
                    <Icon name={blocker.reason === 'paused' ? 'paused' : 'blocked'} small />
                    {t(key, { name })}
                    {blocker.note !== null && <span className="text2"> · {blocker.note}</span>}
                  </td>
                  <td className="number">{t('blocker.count', { count: blocker.waiting })}</td>
                  <td className="number text2">
                    <Lasting since={blocker.oldestAt} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function Broker({ state }: { readonly state: BrokerState }): React.JSX.Element {
  const t = useWords(nodesWords);
  const language = useLanguage();
  if (state.kind === 'embedded') {
    return (
      <Section title={t('broker')}>
        <p className="text2">{t('broker.embedded')}</p>
      </Section>
    );
  }
  // Those of the broker as a whole are told by its detail.
  const ofQueues = state.alarms.filter(({ queue }) => queue !== null);
  const rate = (value: number | null): string => (value === null ? '–' : value.toFixed(1));
  return (
    <Section title={t('broker')} fact="RabbitMQ">
      {!state.ok && (
        <p className={styles['trouble']} role="status">
          {t('broker.down', { detail: state.detail })}
        </p>
      )}
      {ofQueues.map((alarm) => (
        <p key={`${alarm.rule} ${alarm.queue ?? ''}`} className={styles['trouble']} role="status">
          <Icon name="warning" small /> {alarm.words[language]} <Lasting since={alarm.since} />
        </p>
      ))}
      <div className={styles['wide']}>
        <table className={styles['broker']}>
          <thead>
            <tr>
              <th scope="col">{t('broker.queue')}</th>
              <th scope="col">{t('broker.ready')}</th>
              <th scope="col">{t('broker.unacked')}</th>
              <th scope="col">{t('broker.rates')}</th>
              <th scope="col">{t('broker.consumers')}</th>
              <th scope="col">{t('broker.oldest')}</th>
            </tr>
          </thead>
          <tbody>
            {state.queues.map((queue) => (
              <tr key={queue.name}>
                <td>{queue.name}</td>
                <td>{numberText(queue.ready)}</td>
                <td>{numberText(queue.unacknowledged)}</td>
                <td>
                  {rate(queue.publishRate)} / {rate(queue.deliverRate)}
                </td>
                <td>{queue.consumers}</td>
                <td>{queue.oldestAt === null ? '–' : <Lasting since={queue.oldestAt} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
