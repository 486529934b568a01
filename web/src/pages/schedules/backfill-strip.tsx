import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Backfill } from '../../../../src/contract/backfill.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { useConfirm } from '../../components/confirm.tsx';
import { Fault } from '../../components/page-states.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import styles from './backfill.module.css';
import { backfillsToShow, endedIn } from './backfill-strip.model.ts';
import { schedulesWords } from './words.ts';

const followMs = 1_000;
const newest = 3;

/** The schedule's backfills that are under way, stand still, or have just ended. */
export function BackfillStrip({ id }: { readonly id: string }): React.JSX.Element | null {
  const t = useWords(schedulesWords);
  const [history, setHistory] = useState<ReadonlySet<string> | null>(null);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const read = useQuery({
    queryKey: queryKeys.schedules.backfills(id),
    queryFn: () => client.backfills({ schedule: id, limit: newest }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.state === 'running') === true ? followMs : false,
  });
  const items = read.data?.items ?? [];
  if (history === null && read.data !== undefined) setHistory(endedIn(items));
  const shown = backfillsToShow(items, history, hidden);
  if (shown.length === 0) return null;
  return (
    <section className={styles['strip']} aria-label={t('backfill.label')}>
      {shown.map((one) => (
        <Progress key={one.id} backfill={one} onHide={() => setHidden(new Set([...hidden, one.id]))} />
      ))}
    </section>
  );
}

interface ProgressProps {
  readonly backfill: Backfill;
  onHide(): void;
}

function Progress({ backfill, onHide }: ProgressProps): React.JSX.Element {
  const t = useWords(schedulesWords);
  const format = useFormat();
  const may = useMay('operator');
  const confirm = useConfirm();
  const { id, state, total, done, skipped, failed, liveRuns, batchId } = backfill;
  const command = useMutation({
    mutationFn: ({ word, runs }: { readonly word: 'pause' | 'resume' | 'cancel'; readonly runs?: boolean }) =>
      client.commandBackfill(id, word, runs === undefined ? {} : { runs }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.schedules.all }),
  });
  const cancel = async (): Promise<void> => {
    const answer = await confirm({
      title: t('backfill.cancel.title'),
      consequences: [
        t('backfill.cancel.1', { count: total - done - skipped - failed }),
        ...(liveRuns > 0 ? [t('backfill.cancel.2', { count: liveRuns })] : []),
      ],
      action: t('backfill.cancel'),
    });
    if (answer !== null) command.mutate({ word: 'cancel' });
  };
  const worked = done + skipped + failed;
  const over = state !== 'running' && state !== 'paused';
  return (
    <div className={styles['job']}>
      <span title={`${format.exact(backfill.from)} – ${format.exact(backfill.to)}`}>
        <b>{t(`backfill.state.${state}`)}</b>{' '}
        {t('backfill.range', { from: format.instant(backfill.from), to: format.instant(backfill.to) })} ·{' '}
        {t('backfill.progress', { done: worked, total })}
        {failed > 0 && <span className={styles['fault']}> · {t('backfill.failed', { count: failed })}</span>}
        {liveRuns > 0 && <span className="text2"> · {t('backfill.live', { count: liveRuns })}</span>}
      </span>
      <progress value={worked} max={Math.max(1, total)} aria-label={t('backfill.label')} />
      {command.error !== null && <Fault error={command.error} />}
      <span className={styles['actions']}>
        {batchId !== null && (
          <Link to="/batches/$id" params={{ id: batchId }} className="link">
            {t('backfill.runs')}
          </Link>
        )}
        {may && state === 'running' && (
          <Button size="small" onClick={() => command.mutate({ word: 'pause' })}>
            {t('action.pause')}
          </Button>
        )}
        {may && state === 'paused' && (
          <Button size="small" onClick={() => command.mutate({ word: 'resume' })}>
            {t('action.resume')}
          </Button>
        )}
        {may && !over && (
          <Button size="small" look="quiet" onClick={() => void cancel()}>
            {t('backfill.cancel')}
          </Button>
        )}
        {over && (
          <Button size="small" look="quiet" onClick={onHide}>
            {t('backfill.hide')}
          </Button>
        )}
      </span>
    </div>
  );
}
