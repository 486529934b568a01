import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import type { Batch } from '../../../../src/contract/batch-progress.ts';
import { makerWords } from '../../../../src/contract/maker-words.ts';
import type { Run } from '../../../../src/contract/run.ts';
import { client } from '../../api/client.ts';
import { useNames } from '../../api/names.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { JobStrip } from '../../components/bulk-jobs/job-strip.tsx';
import { Button } from '../../components/button.tsx';
import { useConfirm } from '../../components/confirm.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { faultText } from '../../components/fault-text.ts';
import { useDraft } from '../../components/form-draft.ts';
import { Page } from '../../components/page.tsx';
import { Empty, ReadState } from '../../components/page-states.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { sharedWords } from '../../components/words.ts';
import { numberText } from '../../format/numbers.model.ts';
import { useFormat } from '../../format/use-format.ts';
import type { Told } from '../../words/told.model.ts';
import { useWords } from '../../words/words.ts';
import { RunLink, useRunColumns } from '../runs/run-columns.tsx';
import { useRunList } from '../runs/use-run-list.ts';
import { batchParts, batchSums } from './batch.model.ts';
import styles from './batch-page.module.css';
import { Refusals } from './refusals.tsx';
import { batchWords } from './words.ts';

/** How far is it? A batch and its runs. */
export function BatchPage(): React.JSX.Element {
  const { id } = useParams({ from: '/frame/batches/$id' });
  return <OneBatch key={id} id={id} />;
}

function OneBatch({ id }: { readonly id: string }): React.JSX.Element {
  const t = useWords(batchWords);
  const names = useNames();
  const format = useFormat();
  const batch = useQuery({ queryKey: queryKeys.batches.one(id), queryFn: () => client.batch(id) });
  const flow = batch.data?.flow ?? null;
  // Of this tab: it can be gone on with after a reload.
  const [begun, setBegun] = useDraft<readonly string[]>(`batch-retries ${id}`, []);
  return (
    <Page
      title={flow === null ? t('title') : t('title.flow', { flow: names.flow(flow) })}
      {...(batch.data === undefined
        ? {}
        : {
            fact: (
              <span title={format.exact(batch.data.createdAt)}>
                {batch.data.createdBy === null
                  ? format.instant(batch.data.createdAt)
                  : t('by', {
                      name: makerWords(batch.data.createdBy)[format.language],
                      time: format.instant(batch.data.createdAt),
                    })}
              </span>
            ),
          })}
      actionsOnPhone="head"
      actions={
        batch.data === undefined ? undefined : (
          <Actions batch={batch.data} onRetry={(job) => setBegun([...begun, job])} />
        )
      }
    >
      <JobStrip subject="dead_letters" begun={begun} beside="none" />
      <ReadState read={batch} rows={4}>
        {(data) => <Progress batch={data} />}
      </ReadState>
      <Runs id={id} />
    </Page>
  );
}

interface ActionsProps {
  readonly batch: Batch;
  /** A job that retries has been begun. */
  onRetry(job: string): void;
}

function Actions({ batch, onRetry }: ActionsProps): React.JSX.Element | null {
  const t = useWords(batchWords);
  const shared = useWords(sharedWords);
  const mayAct = useMay('operator');
  const ask = useConfirm();
  const queries = useQueryClient();
  const { ended, failed } = batchSums(batch);
  const open = batch.total - ended;
  const readAnew = (): void => void queries.invalidateQueries({ queryKey: queryKeys.batches.one(batch.id) });
  const cancel = useMutation({ mutationFn: () => client.cancelBatch(batch.id), onSettled: readAnew });
  const retry = useMutation({
    mutationFn: () => client.retryBatch(batch.id),
    onSuccess: ({ id }) => {
      onRetry(id);
      void queries.invalidateQueries({ queryKey: queryKeys.deadLetters.jobs });
    },
    onSettled: readAnew,
  });
  if (!mayAct) return null;
  const fault = cancel.error ?? retry.error;
  const askCancel = async (): Promise<void> => {
    const answer = await ask({
      title: t('cancel.title', { count: open }),
      consequences: [t('cancel.waiting'), t('cancel.running')],
      action: t('action.cancel', { count: open }),
      danger: true,
    });
    if (answer !== null) cancel.mutate();
  };
  const askRetry = async (): Promise<void> => {
    const answer = await ask({
      title: t('retry.title', { count: failed }),
      consequences: [t('retry.text')],
      action: t('action.retry', { count: failed }),
    });
    if (answer !== null) retry.mutate();
  };
  return (
    <>
      {fault !== null && (
        <span className={styles['fault']} role="alert">
          {faultText(fault, shared).text}
        </span>
      )}
      {open > 0 && (
        <Button icon="cancelled" busy={cancel.isPending} onClick={() => void askCancel()}>
          {t('action.cancel', { count: open })}
        </Button>
      )}
      {failed > 0 && (
        <Button look="ink" icon="retry" busy={retry.isPending} onClick={() => void askRetry()}>
          {t('action.retry', { count: failed })}
        </Button>
      )}
    </>
  );
}

function Progress({ batch }: { readonly batch: Batch }): React.JSX.Element {
  const t = useWords(batchWords);
  const format = useFormat();
  const { ended, failed } = batchSums(batch);
  const parts = batchParts(batch);
  const refused = useQuery<readonly Told[]>({
    queryKey: [...queryKeys.batches.all, 'refused', batch.id],
    // What the submission said is kept by it; after a reload there is only the number.
    queryFn: () => [],
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
  const verdict =
    batch.total === 0
      ? t('verdict.none')
      : batch.state === 'ended'
        ? t('verdict.ended', { count: batch.total })
        : t('verdict.running', { ended, total: batch.total });
  return (
    <section className={styles['progress']}>
      <p className={styles['verdict']} role="status">
        {verdict}
        {failed > 0 && <span className={styles['failed']}> · {t('verdict.failed', { count: failed })}</span>}
        {batch.held > 0 && <span className={styles['eta']}> · {t('held', { count: batch.held })}</span>}
        {batch.etaSeconds !== null && (
          <span className={styles['eta']}>
            {' · '}
            {t('eta', { time: format.duration(Math.round(batch.etaSeconds) * 1000) })}
          </span>
        )}
      </p>
      <div
        className={styles['bar']}
        role="progressbar"
        aria-valuenow={Math.round(batch.percent)}
        aria-label={t('progress', { percent: Math.round(batch.percent) })}
      >
        {parts.map(({ state, width }) => (
          <span key={state} className={styles[state]} style={{ width: `${width * 100}%` }} />
        ))}
      </div>
      <ul className={styles['counts']}>
        {parts.map(({ state, count }) => (
          <li key={state}>
            <Link to="/runs" search={{ batch: batch.id, state }}>
              <StateMark state={state} /> {numberText(count)}
            </Link>
          </li>
        ))}
      </ul>
      {batch.attached > 0 && <p className="text2">{t('attached', { count: batch.attached })}</p>}
      {batch.refused > 0 && <Refusals count={batch.refused} reasons={refused ?? []} />}
    </section>
  );
}

function Runs({ id }: { readonly id: string }): React.JSX.Element {
  const t = useWords(batchWords);
  const selection = useMemo(() => ({ batch: id }), [id]);
  const columns = useRunColumns();
  const place = useRef<HTMLDivElement>(null);
  // A batch's runs are there from the start; only retries come later, which nobody waits for under the pointer.
  const list = useRunList(
    selection,
    (event) => event.event === 'state' && event.data.from === null,
    () => place.current?.matches(':hover') !== true,
  );
  return (
    <div ref={place}>
      <ReadState read={list.read} rows={8}>
        {() => (
          <DataTable
            label={t('title')}
            columns={columns}
            rows={list.rows}
            rowKey={idOf}
            link={linkOf}
            more={list.more}
            empty={<Empty icon="runs" title={t('empty')} />}
          />
        )}
      </ReadState>
    </div>
  );
}

const idOf = ({ id }: Run): string => id;
const linkOf = (run: Run, className: string): React.ReactNode => <RunLink run={run} className={className} />;
