import { useQuery } from '@tanstack/react-query';
import { client, serverUrl } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useSession } from '../../api/session.ts';
import { Section } from '../../components/page.tsx';
import { ReadState } from '../../components/page-states.tsx';
import { numberText } from '../../format/numbers.model.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import styles from './system.module.css';
import { systemWords } from './words.ts';

/** What this installation is, and what it keeps. */
export function AboutTab(): React.JSX.Element {
  const t = useWords(systemWords);
  const format = useFormat();
  const session = useSession();
  const system = useQuery({ queryKey: queryKeys.system, queryFn: () => client.system() });
  return (
    <Section>
      <ReadState read={system} rows={7}>
        {(data) => {
          const live = Object.values(data.runs).reduce((sum, count) => sum + count, 0);
          const { retention, lastPruning } = data;
          const facts: readonly (readonly [string, React.ReactNode])[] = [
            [t('about.version'), data.version],
            [t('about.started'), format.exact(data.startedAt)],
            [t('about.pid'), String(data.pid)],
            [t('about.zone'), session?.timezone ?? '–'],
            [
              t('about.retention'),
              t('about.retention.value', {
                days: retention.days,
                runs: retention.runs,
                blobDays: retention.blobDays,
              }),
            ],
            [
              t('about.pruning'),
              lastPruning === null
                ? t('about.pruning.none')
                : t('about.pruning.value', {
                    time: format.instant(lastPruning.at),
                    runs: lastPruning.runs,
                    logs: lastPruning.logs,
                  }),
            ],
            [t('about.live'), numberText(live)],
            [
              t('about.signed'),
              session === undefined ? '–' : `${session.name} · ${t(`role.${session.role}`)}`,
            ],
            [
              t('about.api'),
              <a key="api" className="link" href={`${serverUrl}/openapi.json`}>
                /openapi.json
              </a>,
            ],
          ];
          return (
            <dl className={styles['facts']}>
              {facts.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          );
        }}
      </ReadState>
    </Section>
  );
}
