import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeadLetterDetail, RetryLetterRequest } from '../../../../src/contract/dead-letter.ts';
import { client } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Fault } from '../../components/page-states.tsx';
import { useWords } from '../../words/words.ts';
import { objectIn } from './dead-letters.model.ts';
import styles from './dead-letters.module.css';
import { deadLetterWords } from './words.ts';

interface EditRetryProps {
  readonly detail: DeadLetterDetail;
  onClose(): void;
  onDone(deduplicated: boolean): void;
}

/** Retries a letter with other parameters, or submits what a message that nobody understood should have said. */
export function EditRetry({ detail, onClose, onDone }: EditRetryProps): React.JSX.Element {
  const t = useWords(deadLetterWords);
  const { deadLetter, original } = detail;
  const isMessage = deadLetter.runId === null;
  const [text, setText] = useState(() =>
    JSON.stringify(
      isMessage ? { flow: '', platform: '', shopId: '', params: {} } : (original.params ?? {}),
      null,
      2,
    ),
  );
  const read = objectIn(text);
  const retry = useMutation({
    mutationFn: () => {
      if (!read.ok) throw new Error(read.detail);
      // The server checks both against their schemas.
      const body: RetryLetterRequest = isMessage ? { request: read.value } : { params: read.value };
      return client.retryDeadLetter(deadLetter.id, body);
    },
    onSuccess: ({ deduplicated }) => onDone(deduplicated === true),
  });
  return (
    <Dialog open width={560} title={isMessage ? t('edit.complete') : t('edit.title')} onCancel={onClose}>
      <form
        className={styles['edit']}
        onSubmit={(event) => {
          event.preventDefault();
          if (read.ok) retry.mutate();
        }}
      >
        <label>
          {t('edit.label')}
          <textarea
            rows={12}
            spellCheck={false}
            value={text}
            aria-invalid={!read.ok}
            aria-describedby="edit-help"
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <p id="edit-help" className={read.ok ? 'text2' : styles['bad']}>
          {read.ok
            ? isMessage
              ? t('edit.help.request')
              : t('edit.help')
            : t('edit.bad', { detail: read.detail })}
        </p>
        {retry.error !== null && <Fault error={retry.error} />}
        <div className={styles['action-row']}>
          <span className="grow" />
          <Button type="submit" look="ink" disabled={!read.ok} busy={retry.isPending}>
            {isMessage ? t('edit.complete') : t('edit.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
