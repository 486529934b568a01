import { useState } from 'react';
import type { RunSelection } from '../../../../src/client/index.ts';
import type { Run } from '../../../../src/contract/run.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { useConfirm } from '../../components/confirm.tsx';
import { faultText } from '../../components/fault-text.ts';
import { nothingSelected, type Selection } from '../../components/selection.model.ts';
import { sharedWords } from '../../components/words.ts';
import { useWords } from '../../words/words.ts';
import { type BulkAction, mostRuns, ratePerSecond, useStartBulk } from './bulk.ts';
import styles from './bulk-bar.module.css';
import { canCancel, canRetry } from './run-columns.tsx';
import { runsWords } from './words.ts';

interface BulkBarProps {
  readonly rows: readonly Run[];
  readonly selected: Selection;
  onSelect(next: Selection): void;
  /** What the list is filtered by, and how many match; null: not known yet. */
  readonly selection: RunSelection;
  readonly matching: number | null;
  onExport(): void;
  /** A job has been begun. */
  onBegun(id: string): void;
}

/** What can be done with the selected runs; it counts for which of them. */
export function BulkBar(props: BulkBarProps): React.JSX.Element | null {
  const { rows, selected, onSelect, selection, matching, onExport, onBegun } = props;
  const t = useWords(runsWords);
  const shared = useWords(sharedWords);
  const ask = useConfirm();
  const mayAct = useMay('operator');
  const [allFor, setAllFor] = useState<string | null>(null);
  const started = useStartBulk();

  const chosen = rows.filter(({ id }) => selected.keys.has(id));
  // "All that match" holds for the filter that it was said of.
  const all = allFor !== null && allFor === JSON.stringify(selection) && selected.keys.size > 0;
  const clear = (): void => {
    setAllFor(null);
    onSelect(nothingSelected);
  };
  const start = async (action: BulkAction, runs: readonly Run[]): Promise<void> => {
    const count = all ? (matching ?? runs.length) : runs.length;
    const consequences =
      action === 'retry'
        ? [
            t('bulk.retry.new'),
            ...(all ? [t('bulk.retry.only')] : []),
            t('bulk.retry.rate', { rate: ratePerSecond }),
          ]
        : [t('bulk.cancel.waiting'), t('bulk.cancel.running'), ...(all ? [t('bulk.cancel.ended')] : [])];
    const answer = await ask({
      title: t(`bulk.${action}.title`, { count }),
      consequences: [...consequences, ...(all && count > mostRuns ? [t('bulk.retry.max')] : [])],
      action: t(`bulk.${action}`, { count }),
      danger: action === 'cancel',
    });
    if (answer === null) return;
    started.mutate(
      { action, target: all ? { selection } : { ids: runs.map(({ id }) => id) } },
      {
        onSuccess: ({ id }) => {
          clear();
          onBegun(id);
        },
      },
    );
  };

  if (selected.keys.size === 0) return null;
  const retryable = chosen.filter(canRetry);
  const cancellable = chosen.filter(canCancel);
  const shownAll = chosen.length > 0 && chosen.length === rows.length;
  return (
    <div className={styles['bar']} role="toolbar" aria-label={t('bulk.selected', { count: chosen.length })}>
      <b className={styles['count']}>
        {all
          ? t('bulk.allSelected', { count: matching ?? chosen.length })
          : t('bulk.selected', { count: chosen.length })}
      </b>
      {!all && shownAll && matching !== null && matching > chosen.length && (
        <Button look="quiet" onClick={() => setAllFor(JSON.stringify(selection))}>
          {t('bulk.all', { count: matching })}
        </Button>
      )}
      {mayAct && (
        <>
          <Button
            look="quiet"
            icon="retry"
            busy={started.isPending}
            disabled={!all && retryable.length === 0}
            onClick={() => void start('retry', retryable)}
          >
            {all ? t('bulk.retryAll') : t('bulk.retry', { count: retryable.length })}
          </Button>
          <Button
            look="quiet"
            icon="cancelled"
            disabled={(!all && cancellable.length === 0) || started.isPending}
            onClick={() => void start('cancel', cancellable)}
          >
            {all ? t('bulk.cancelAll') : t('bulk.cancel', { count: cancellable.length })}
          </Button>
        </>
      )}
      {all && (
        <Button look="quiet" icon="download" onClick={onExport}>
          {t('bulk.export')}
        </Button>
      )}
      {started.error !== null && (
        <span className={styles['failed']} role="alert">
          {faultText(started.error, shared).text}
        </span>
      )}
      <span className={styles['edge']} />
      <Button look="quiet" icon="close" aria-label={t('bulk.close')} onClick={clear} />
    </div>
  );
}
