import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Button } from '../../components/button.tsx';
import { type Question, useConfirm } from '../../components/confirm.tsx';
import { faultText } from '../../components/fault-text.ts';
import { sharedWords } from '../../components/words.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { useOnceKey } from './run-reads.ts';
import type { RunActions } from './use-run-actions.ts';
import styles from './verdict.module.css';
import { runWords } from './words.ts';

interface OnceRemediesProps {
  readonly onceKey: string;
  readonly actions: RunActions;
}

/** What to do about a `once` of which nobody knows whether it has happened: a person says it, then the run is retried. */
export function OnceRemedies({ onceKey, actions }: OnceRemediesProps): React.JSX.Element | null {
  const t = useWords(runWords);
  const shared = useWords(sharedWords);
  const format = useFormat();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { data } = useOnceKey(onceKey);
  const settle = useMutation({
    mutationFn: ({ happened, note }: { readonly happened: boolean; readonly note: string }) =>
      client.settleOnce({ key: onceKey, happened, ...(note === '' ? {} : { note }) }),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.once.all }),
  });
  if (data === undefined) return null;
  const say = async (happened: boolean, question: Omit<Question, 'note'>): Promise<void> => {
    const answer = await ask({ ...question, note: { label: t('once.note') } });
    if (answer !== null) settle.mutate({ happened, note: answer.note });
  };
  if (data?.state !== 'unknown') {
    const state = data?.state ?? 'over';
    return (
      <li>
        <span>
          {t('remedy.retry')}
          <p>{t(`once.after.${state}`)}</p>
        </span>
        {state !== 'under_way' && (
          <Button size="small" busy={actions.retry.isPending} onClick={() => actions.retry.mutate()}>
            {t('action.retry')}
          </Button>
        )}
      </li>
    );
  }
  const happened: Omit<Question, 'note'> = {
    title: t('once.happened.title', { key: onceKey }),
    consequences: [
      t('once.happened.until', { time: format.instant(data.until) }),
      t('once.happened.value'),
      t('once.happened.last'),
    ],
    action: t('once.happened.action'),
  };
  const not: Omit<Question, 'note'> = {
    title: t('once.not.title', { key: onceKey }),
    consequences: [t('once.not.next'), t('once.not.twice')],
    action: t('once.not.action'),
    danger: true,
  };
  return (
    <>
      <li>
        <span>
          {t('once.happened')}
          <p>{t('once.happened.text')}</p>
        </span>
        <Button size="small" busy={settle.isPending} onClick={() => void say(true, happened)}>
          {t('once.happened.say')}
        </Button>
      </li>
      <li>
        <span>
          {t('once.not')}
          <p>{t('once.not.text')}</p>
        </span>
        <Button size="small" busy={settle.isPending} onClick={() => void say(false, not)}>
          {t('once.not.say')}
        </Button>
      </li>
      {settle.error !== null && (
        <li className={styles['fault']} role="alert">
          {faultText(settle.error, shared).text}
        </li>
      )}
    </>
  );
}
