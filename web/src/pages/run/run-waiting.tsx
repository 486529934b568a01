import { Link } from '@tanstack/react-router';
import type { Run } from '../../../../src/contract/run.ts';
import { useNames } from '../../api/names.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { ReadState } from '../../components/page-states.tsx';
import { StateIcon } from '../../components/state-mark.tsx';
import { useNow } from '../../format/ticking.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { shortRunId } from '../runs/run-columns.tsx';
import { useWhy } from './run-reads.ts';
import type { RunActions } from './use-run-actions.ts';
import styles from './verdict.module.css';
import { whySentence } from './why-sentence.model.ts';
import { runWords } from './words.ts';

interface RunWaitingProps {
  readonly run: Run;
  readonly actions: RunActions;
}

/** Why a run isn't running: the blocker, who holds it, since when, and what would free it. */
export function RunWaiting({ run, actions }: RunWaitingProps): React.JSX.Element {
  const t = useWords(runWords);
  const names = useNames();
  const format = useFormat();
  const now = useNow();
  const mayAct = useMay('operator');
  const why = useWhy(run);
  const { language } = format;
  const shop =
    run.shopId === null
      ? null
      : { platform: run.platform, id: run.shopId, name: names.shop(run.platform, run.shopId) };
  return (
    <section className={`${styles['band']} ${styles[run.state]}`} aria-label={t('waiting.title')}>
      <ReadState read={why} rows={3}>
        {({ sentence, since, position, estimate, holders, nodes, remedy, blocker }) => (
          <>
            <div className={styles['part']}>
              <h2>{t('waiting.title')}</h2>
              <p className={styles['cause']}>{whySentence(sentence[language], shop)}</p>
              <p className={styles['explain']} title={since === null ? undefined : format.exact(since)}>
                {[
                  ...(since === null
                    ? []
                    : [
                        t('waiting.since', {
                          time: format.instant(since),
                          lasting: format.lasting(now - Date.parse(since)),
                        }),
                      ]),
                  ...(position === null
                    ? []
                    : position.ahead === 0
                      ? [t('waiting.first', { total: position.total })]
                      : [t('waiting.ahead', { count: position.ahead, total: position.total })]),
                  ...(estimate === null
                    ? []
                    : [
                        t('waiting.estimate', {
                          time: format.duration(estimate.seconds * 1000),
                          samples: estimate.samples,
                        }),
                      ]),
                ].map((line) => (
                  <span key={line} style={{ display: 'block' }}>
                    {line}
                  </span>
                ))}
              </p>
            </div>
            <div className={styles['part']}>
              <h2>{t(nodes.length > 0 ? 'waiting.nodes' : 'waiting.holders')}</h2>
              <ul className={styles['evidence']}>
                {holders.map((holder) => (
                  <li key={holder.runId}>
                    <Link to="/runs/$id" params={{ id: holder.runId }}>
                      <StateIcon state={holder.state} />
                      <span title={format.exact(holder.since)}>
                        {names.flow(holder.flow)} {shortRunId(holder.runId)} ·{' '}
                        {t('waiting.since', {
                          time: format.instant(holder.since),
                          lasting: format.lasting(now - Date.parse(holder.since)),
                        })}
                        {holder.node === null ? '' : ` · ${holder.node}`}
                      </span>
                    </Link>
                  </li>
                ))}
                {nodes.map((node) => (
                  <li key={node.name} className="text2">
                    {node.name} {node.busy}/{node.slots} ·{' '}
                    {node.lacks.length === 0
                      ? t('waiting.fits')
                      : t('waiting.lacks', { what: node.lacks.join(', ') })}
                  </li>
                ))}
                {holders.length === 0 && nodes.length === 0 && (
                  <li className="text3">{blocker === null ? '–' : t('waiting.noHolder')}</li>
                )}
              </ul>
            </div>
            <div className={styles['part']}>
              <h2>{t('waiting.remedy')}</h2>
              <ul className={styles['remedies']}>
                <li>
                  <span>{remedy === null ? t('waiting.auto') : whySentence(remedy[language], shop)}</span>
                  {blocker?.kind === 'shop' && blocker.reason === 'paused' && mayAct && (
                    <Button
                      size="small"
                      busy={actions.resumeShop.isPending}
                      onClick={() => actions.resumeShop.mutate()}
                    >
                      {t('action.resumeShop')}
                    </Button>
                  )}
                </li>
              </ul>
            </div>
          </>
        )}
      </ReadState>
    </section>
  );
}
