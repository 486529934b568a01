import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App } from 'antd';
import { useState } from 'react';
import type { DeadLetter, DeadLetterDetail } from '../../../../src/contract/dead-letter.ts';
import { errorLine } from '../../../../src/contract/error-line.ts';
import { ownWordsIn } from '../../../../src/contract/own-words.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Fault, ReadState } from '../../components/page-states.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import styles from './dead-letters.module.css';
import { EditRetry } from './edit-retry.tsx';
import { deadLetterWords } from './words.ts';

interface LetterMoreProps {
  readonly letter: DeadLetter;
  onDone(): void;
}

/** One letter: the message as it came, each attempt, and what can be done to it alone. */
export function LetterMore({ letter, onDone }: LetterMoreProps): React.JSX.Element {
  const detail = useQuery({
    queryKey: queryKeys.deadLetters.one(letter.id),
    queryFn: () => client.deadLetter(letter.id),
  });
  return (
    <div className={styles['more']}>
      <ReadState read={detail} rows={4}>
        {(data) => (
          <>
            <Original detail={data} />
            <Attempts detail={data} />
            <LetterActions detail={data} onDone={onDone} />
          </>
        )}
      </ReadState>
    </div>
  );
}

function Original({ detail }: { readonly detail: DeadLetterDetail }): React.JSX.Element {
  const t = useWords(deadLetterWords);
  const { original, deadLetter } = detail;
  const raw = original.body;
  const shown =
    raw ??
    JSON.stringify(
      {
        flow: deadLetter.flow,
        platform: deadLetter.platform,
        shopId: deadLetter.shopId,
        taskType: original.taskType,
        params: original.params,
      },
      null,
      2,
    );
  const title =
    raw === null ? t('original') : original.encoding === 'base64' ? t('original.base64') : t('original.raw');
  return (
    <section className={styles['original']}>
      <h4>
        {title} <CopyButton text={shown} />
      </h4>
      {/* biome-ignore lint: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} aria-label={title}>
        {shown}
      </pre>
    </section>
  );
}

function Attempts({ detail: { attempts } }: { readonly detail: DeadLetterDetail }): React.JSX.Element {
  const t = useWords(deadLetterWords);
  const format = useFormat();
  return (
    <section className={styles['attempts']}>
      <h4>{t('attempts')}</h4>
      {attempts.length === 0 ? (
        <p className="text3">{t('attempts.none')}</p>
      ) : (
        <ol>
          {attempts.map((attempt) => (
            <li key={attempt.attempt}>
              <span className="text2">{t('attempt.number', { number: attempt.attempt })}</span>
              <span className="text2">
                {attempt.endedAt === null
                  ? ''
                  : format.duration(Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt))}
              </span>
              <span
                className="ellipsis"
                title={
                  attempt.error === null
                    ? undefined
                    : ownWordsIn(attempt.error.message, format.language, attempt.error.type)
                }
              >
                {attempt.error !== null
                  ? errorLine(attempt.error, format.language)
                  : attempt.outcome === null
                    ? ''
                    : t(`outcome.${attempt.outcome}`)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function LetterActions({
  detail,
  onDone,
}: {
  readonly detail: DeadLetterDetail;
  onDone(): void;
}): React.JSX.Element {
  const t = useWords(deadLetterWords);
  const may = useMay('operator');
  const { message } = App.useApp();
  const [edits, setEdits] = useState(false);
  const { deadLetter: letter } = detail;
  const settled = (words: 'done.one' | 'done.attached' | null): void => {
    if (words !== null) void message.success(t(words));
    void queryClient.invalidateQueries({ queryKey: queryKeys.deadLetters.all });
    void queryClient.invalidateQueries({ queryKey: queryKeys.system });
    onDone();
  };
  const retry = useMutation({
    mutationFn: () => client.retryDeadLetter(letter.id),
    onSuccess: ({ deduplicated }) => settled(deduplicated === true ? 'done.attached' : 'done.one'),
  });
  return (
    <div className={styles['letter-actions']}>
      {retry.error !== null && <Fault error={retry.error} />}
      {letter.retriedAs !== null && (
        <Link to="/runs/$id" params={{ id: letter.retriedAs }}>
          {t('decided.retried')} {letter.retriedAs}
        </Link>
      )}
      {letter.note !== null && <span className="text2">{t('decided.note', { note: letter.note })}</span>}
      {letter.state === 'open' && may && (
        <>
          {letter.runId !== null && (
            <Button size="small" icon="retry" busy={retry.isPending} onClick={() => retry.mutate()}>
              {t('action.retry-one')}
            </Button>
          )}
          <Button size="small" onClick={() => setEdits(true)}>
            {letter.runId === null ? t('action.complete') : t('action.edit')}
          </Button>
        </>
      )}
      {letter.runId !== null && (
        <Link to="/runs/$id" params={{ id: letter.runId }}>
          {t('action.open-run')}
        </Link>
      )}
      {edits && (
        <EditRetry
          detail={detail}
          onClose={() => setEdits(false)}
          onDone={(deduplicated) => {
            setEdits(false);
            settled(deduplicated ? 'done.attached' : 'done.one');
          }}
        />
      )}
    </div>
  );
}
