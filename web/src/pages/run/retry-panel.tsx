import { useMutation } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useMemo, useState } from 'react';
import type { Flow } from '../../../../src/contract/flow.ts';
import type { Run } from '../../../../src/contract/run.ts';
import { client } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { faultText } from '../../components/fault-text.ts';
import { useRefusal } from '../../components/schema-form/refused-fields.ts';
import {
  changedFields,
  faultOf,
  fieldsOf,
  paramsOf,
  typedOf,
} from '../../components/schema-form/schema-form.model.ts';
import { SchemaForm } from '../../components/schema-form/schema-form.tsx';
import { sharedWords } from '../../components/words.ts';
import { useWords } from '../../words/words.ts';
import styles from './retry-panel.module.css';
import { runWords } from './words.ts';

interface RetryPanelProps {
  readonly run: Run;
  readonly flow: Flow;
  readonly open: boolean;
  onClose(): void;
  onRetried(run: Run): void;
}

/** Retries a run with other parameters: a form from its flow's schema, filled with the old ones. */
export function RetryPanel({ open, onClose, ...others }: RetryPanelProps): React.JSX.Element {
  const t = useWords(runWords);
  return (
    <Drawer open={open} onClose={onClose} title={t('retry.title')} size={520} destroyOnHidden>
      <RetryForm {...others} onClose={onClose} />
    </Drawer>
  );
}

function RetryForm({ run, flow, onClose, onRetried }: Omit<RetryPanelProps, 'open'>): React.JSX.Element {
  const t = useWords(runWords);
  const shared = useWords(sharedWords);
  const fields = useMemo(() => fieldsOf(flow.params), [flow]);
  const before = useMemo(() => typedOf(fields, run.params), [fields, run.params]);
  const [typed, setTyped] = useState(before);
  const [tried, setTried] = useState(false);
  const retry = useMutation({
    mutationFn: () => client.retry(run.id, { params: paramsOf(fields, typed, run.params) }),
    onSuccess: (answer) => onRetried(answer.run),
  });
  const refused = useRefusal(retry.error, fields);
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (fields.every((field) => faultOf(field, typed) === null)) retry.mutate();
      }}
    >
      <p className="text2">{t('retry.text')}</p>
      {fields.length === 0 && <p className="text3">{t('retry.none')}</p>}
      <SchemaForm
        fields={fields}
        typed={typed}
        onType={setTyped}
        changed={changedFields(fields, typed, before)}
        refused={refused.fields}
        tried={tried}
      />
      {refused.elsewhere && (
        <p className={styles['fault']} role="alert">
          {faultText(retry.error, shared).text}
        </p>
      )}
      <div className={styles['actions']}>
        <Button onClick={onClose}>{shared('action.back')}</Button>
        <Button type="submit" look="ink" icon="retry" busy={retry.isPending}>
          {t('retry.submit')}
        </Button>
      </div>
    </form>
  );
}
