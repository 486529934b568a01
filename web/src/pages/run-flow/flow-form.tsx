import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Flow } from '../../../../src/contract/flow.ts';
import type { JsonObject } from '../../../../src/contract/run.ts';
import { client } from '../../api/client.ts';
import { useShops } from '../../api/names.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { faultText } from '../../components/fault-text.ts';
import { useDraft } from '../../components/form-draft.ts';
import { useRefusal } from '../../components/schema-form/refused-fields.ts';
import { faultOf, fieldsOf, paramsOf, typedOf } from '../../components/schema-form/schema-form.model.ts';
import { SchemaForm } from '../../components/schema-form/schema-form.tsx';
import { sharedWords } from '../../components/words.ts';
import type { Told } from '../../words/told.model.ts';
import { useWords } from '../../words/words.ts';
import { Refusals } from '../batch/refusals.tsx';
import styles from './run-flow-page.module.css';
import { ShopChoice } from './shop-choice.tsx';
import { outlookOf, type Submission, shopsOf, submissionOf, type Target } from './target.model.ts';
import { runFlowWords } from './words.ts';

const priorities = ['high', 'normal', 'low'] as const;

interface FlowFormProps {
  readonly flow: Flow;
  /** What the form begins with. */
  readonly params: JsonObject;
  readonly shops: readonly string[];
  readonly draftKey: string;
}

/** Parameters, shops, and what will happen; then it happens. */
export function FlowForm({ flow, params, shops: asked, draftKey }: FlowFormProps): React.JSX.Element {
  const t = useWords(runFlowWords);
  const shared = useWords(sharedWords);
  const mayAct = useMay('operator');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const shops = useShops();
  const fields = useMemo(() => fieldsOf(flow.params), [flow]);
  const [typed, setTyped] = useDraft(draftKey, typedOf(fields, params));
  const [target, setTarget] = useState<Target>({
    kind: asked.length > 1 ? 'some' : flow.limits.includes('shop') || asked.length === 1 ? 'one' : 'none',
    shops: asked,
    platform: '',
  });
  const [priority, setPriority] = useState<(typeof priorities)[number]>('normal');
  const [tried, setTried] = useState(false);
  const live = useQuery({
    queryKey: ['overview', 'holding'],
    queryFn: async () => (await client.runs({ state: ['running', 'queued'], limit: 200 })).items,
  });
  const submit = useMutation({
    mutationFn: async (submission: Exclude<Submission, { kind: 'too_many' }>) => {
      if (submission.kind === 'single') {
        const { run } = await client.submit(submission.body);
        return { to: 'run', id: run.id } as const;
      }
      const { batchId, results } = await client.submitBatch(submission.body);
      const refusals = results.flatMap((result): Told[] =>
        'error' in result ? [{ message: result.error.detail, words: result.error.words }] : [],
      );
      if (batchId === null) return { to: 'nowhere', refusals } as const;
      queries.setQueryData([...queryKeys.batches.all, 'refused', batchId], refusals);
      return { to: 'batch', id: batchId } as const;
    },
    onSuccess: (made) => {
      if (made.to === 'nowhere') return;
      const { to, id } = made;
      try {
        sessionStorage.removeItem(draftKey);
      } catch {
        // Nothing was kept.
      }
      void (to === 'run'
        ? navigate({ to: '/runs/$id', params: { id } })
        : navigate({ to: '/batches/$id', params: { id } }));
    },
  });
  const meant = shopsOf(target, shops);
  const outlook = outlookOf(meant, live.data ?? []);
  const submission = submissionOf(
    { flow: flow.name, params: paramsOf(fields, typed), priority },
    target,
    shops,
  );
  const faults = fields.filter((field) => faultOf(field, typed) !== null);
  const refused = useRefusal(submit.error, fields);
  const ready = target.kind === 'none' || meant.length > 0;
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (faults.length === 0 && ready && submission.kind !== 'too_many') submit.mutate(submission);
      }}
    >
      <div className={styles['inputs']}>
        <section>
          <h2>{t('params.label')}</h2>
          {fields.length === 0 && <p className="text3">{t('params.none')}</p>}
          <SchemaForm
            fields={fields}
            typed={typed}
            onType={setTyped}
            refused={refused.fields}
            tried={tried}
          />
        </section>
        <section>
          <h2>{t('shops.label')}</h2>
          <ShopChoice target={target} shops={shops} onChange={setTarget} />
        </section>
      </div>
      <aside className={styles['outlook']}>
        <h2>{t('outlook.label')}</h2>
        <ul>
          {target.kind === 'none' ? (
            <li>{t('outlook.single')}</li>
          ) : outlook.total === 0 ? (
            <li className="text3">{t('outlook.none')}</li>
          ) : (
            <>
              {outlook.start > 0 && <li>{t('outlook.start', { count: outlook.start })}</li>}
              {outlook.busy > 0 && (
                <li className={styles['waits']}>{t('outlook.busy', { count: outlook.busy })}</li>
              )}
              {outlook.paused > 0 && (
                <li className={styles['waits']}>{t('outlook.paused', { count: outlook.paused })}</li>
              )}
            </>
          )}
          <li className="text3">{t('outlook.same')}</li>
        </ul>
        <label className={styles['field']}>
          {t('priority.label')}
          <select
            value={priority}
            onChange={(event) =>
              setPriority(priorities.find((one) => one === event.target.value) ?? 'normal')
            }
          >
            {priorities.map((one) => (
              <option key={one} value={one}>
                {t(`priority.${one}`)}
              </option>
            ))}
          </select>
        </label>
        {tried && faults.length > 0 && (
          <p className={styles['fault']} role="alert">
            {t('submit.faults', { count: faults.length })}
          </p>
        )}
        {submission.kind === 'too_many' && (
          <p className={styles['fault']}>{t('submit.tooMany', { most: submission.most })}</p>
        )}
        {refused.elsewhere && (
          <p className={styles['fault']} role="alert">
            {faultText(submit.error, shared).text}
          </p>
        )}
        {submit.data?.to === 'nowhere' && (
          <div role="alert">
            <Refusals count={submit.data.refusals.length} reasons={submit.data.refusals} />
          </div>
        )}
        <div className={styles['submit']}>
          <Button
            type="submit"
            look="ink"
            icon="play"
            busy={submit.isPending}
            disabled={!mayAct || !ready || submission.kind === 'too_many'}
          >
            {meant.length === 0 ? t('submit.none') : t('submit.shops', { count: meant.length })}
          </Button>
        </div>
      </aside>
    </form>
  );
}
