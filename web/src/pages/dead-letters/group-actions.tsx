/** What can be done to a cause: one first, then the rest at a rate; or put aside with a note. */
import { useMutation } from '@tanstack/react-query';
import { App } from 'antd';
import { useState } from 'react';
import type { BulkRequest, DeadLetter, DeadLetterGroup } from '../../../../src/contract/dead-letter.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Button } from '../../components/button.tsx';
import { useConfirm } from '../../components/confirm.tsx';
import { Fault } from '../../components/page-states.tsx';
import { Select } from '../../components/select.tsx';
import { useWords } from '../../words/words.ts';
import { rates, rateWords, sensibleRate } from './dead-letters.model.ts';
import styles from './dead-letters.module.css';
import { deadLetterWords } from './words.ts';

interface GroupActionsProps {
  readonly group: DeadLetterGroup;
  readonly filter: { readonly flow?: string; readonly platform?: string };
  /** Ids; none: the whole cause. */
  readonly selected: readonly string[];
  readonly newest: DeadLetter | null;
  onDone(): void;
}

export function GroupActions(props: GroupActionsProps): React.JSX.Element {
  const { group, filter, selected, newest, onDone } = props;
  const t = useWords(deadLetterWords);
  const confirm = useConfirm();
  const { message } = App.useApp();
  const count = selected.length > 0 ? selected.length : group.count;
  const [chosenRate, setRate] = useState<number | null>(null);
  const rate = chosenRate ?? sensibleRate(count);
  const rateText = (one: number): string => {
    const { key, count: number } = rateWords(one);
    return t(key, { count: number });
  };
  const done = (): void => {
    void queryClient.invalidateQueries({ queryKey: queryKeys.deadLetters.all });
    void queryClient.invalidateQueries({ queryKey: queryKeys.system });
    onDone();
  };
  const bulk = useMutation({
    mutationFn: (body: Pick<BulkRequest, 'action' | 'note' | 'ratePerSecond'>) =>
      client.startBulkJob({
        ...body,
        ...(selected.length > 0 ? { ids: [...selected] } : { filter: { cause: group.cause, ...filter } }),
      }),
    onSuccess: done,
  });
  const tryOne = useMutation({
    mutationFn: (letter: DeadLetter) => client.retryDeadLetter(letter.id),
    onSuccess: ({ deduplicated }) => {
      void message.success(deduplicated === true ? t('done.attached') : t('done.one'));
      done();
    },
  });
  const retryAll = async (): Promise<void> => {
    const answer = await confirm({
      title: t('confirm.retry', { count }),
      consequences: [
        t('confirm.retry.1'),
        t('confirm.retry.2', { rate: rateText(rate) }),
        t('confirm.retry.3'),
      ],
      action: t('action.retry', { count }),
    });
    if (answer !== null) bulk.mutate({ action: 'retry', ratePerSecond: rate });
  };
  const putAside = async (action: 'ignore' | 'archive'): Promise<void> => {
    const answer = await confirm({
      title: t(`confirm.${action}`, { count }),
      consequences: [t(`confirm.${action}.1`)],
      action: t(`action.${action}`),
      note: { label: t('confirm.note') },
    });
    if (answer !== null) bulk.mutate({ action, ...(answer.note === '' ? {} : { note: answer.note }) });
  };
  const understood = newest?.runId !== null;
  const error = bulk.error ?? tryOne.error;
  return (
    <div className={styles['actions']}>
      {error !== null && <Fault error={error} />}
      <div className={styles['action-row']}>
        <b role="status">{t('selected.all', { count })}</b>
        <span className="grow" />
        <Button look="quiet" onClick={() => void putAside('archive')}>
          {t('action.archive')}
        </Button>
        <Button look="quiet" onClick={() => void putAside('ignore')}>
          {t('action.ignore')}
        </Button>
        {understood && newest !== null && (
          <>
            <Button busy={tryOne.isPending} onClick={() => tryOne.mutate(newest)}>
              {t('action.try-one')}
            </Button>
            <Select
              label={t('rate.label')}
              value={rate}
              onChange={setRate}
              options={rates.map((one) => ({ value: one, label: rateText(one) }))}
            />
            <Button look="ink" icon="retry" busy={bulk.isPending} onClick={() => void retryAll()}>
              {t('action.retry', { count })}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
