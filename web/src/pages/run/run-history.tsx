import { Link } from '@tanstack/react-router';
import type { Run } from '../../../../src/contract/run.ts';
import { Section } from '../../components/page.tsx';
import { sharedWords } from '../../components/words.ts';
import { serverNow } from '../../format/server-clock.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { shopKey } from '../runs/shop-key.model.ts';
import styles from './run-history.module.css';
import { useHistory } from './run-reads.ts';
import { runWords } from './words.ts';

/** Bars wide enough for a finger, as many as stand beside each other. */
const shownRuns = 9;

/** This flow's last runs in this shop as bars: height is how long they took, colour how they ended. */
export function RunHistory({ run }: { readonly run: Run }): React.JSX.Element | null {
  const t = useWords(runWords);
  const shared = useWords(sharedWords);
  const format = useFormat();
  const { data } = useHistory(run);
  if (data === undefined || data.length < 2) return null;
  const runs = data.slice(0, shownRuns).toReversed();
  const took = ({ startedAt, endedAt }: Run): number =>
    startedAt === null ? 0 : (endedAt === null ? serverNow() : Date.parse(endedAt)) - Date.parse(startedAt);
  const longest = Math.max(1, ...runs.map(took));
  const shop = shopKey(run);
  const [first] = runs;
  return (
    <Section
      title={t(shop === null ? 'history.flow' : 'history.title')}
      fact={t('history.last', { count: runs.length })}
      aside={
        <Link className="link" to="/runs" search={{ flow: run.flow, ...(shop === null ? {} : { shop }) }}>
          {t('history.all')}
        </Link>
      }
    >
      <div className={styles['bars']} data-chart>
        {runs.map((one) => (
          <Link
            key={one.id}
            to="/runs/$id"
            params={{ id: one.id }}
            preload={false}
            className={`${styles['bar']} ${one.id === run.id ? styles['this'] : ''}`}
            aria-current={one.id === run.id ? 'page' : undefined}
            aria-label={t('history.bar', {
              time: format.instant(one.createdAt),
              state: shared(`state.${one.state}`),
              took: format.duration(took(one)),
            })}
            title={t('history.bar', {
              time: format.exact(one.createdAt),
              state: shared(`state.${one.state}`),
              took: format.duration(took(one)),
            })}
          >
            <span
              className={styles[one.state]}
              style={{ height: `${Math.max(8, (took(one) / longest) * 100)}%` }}
            />
          </Link>
        ))}
      </div>
      {first !== undefined && (
        <p className={styles['axis']}>
          <span>{format.instant(first.createdAt)}</span>
          <span>{format.instant(runs.at(-1)?.createdAt ?? first.createdAt)}</span>
        </p>
      )}
    </Section>
  );
}
