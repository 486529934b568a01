import { Link } from '@tanstack/react-router';
import type { Run } from '../../../../src/contract/run.ts';
import { isFinal } from '../../../../src/contract/run-states.ts';
import { useNames } from '../../api/names.ts';
import { useMay } from '../../api/session.ts';
import { Button, LinkButton } from '../../components/button.tsx';
import { useConfirm } from '../../components/confirm.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { faultText } from '../../components/fault-text.ts';
import { Icon } from '../../components/icon.tsx';
import { PlatformMark, platformName } from '../../components/platform-mark.tsx';
import { StatePill } from '../../components/state-mark.tsx';
import { Lasting } from '../../components/time.tsx';
import { sharedWords } from '../../components/words.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { canCancel, shortRunId } from '../runs/run-columns.tsx';
import { shopKey } from '../runs/shop-key.model.ts';
import styles from './run-head.module.css';
import { useDeadLetter } from './run-reads.ts';
import type { RunActions } from './use-run-actions.ts';
import { runWords } from './words.ts';

interface RunHeadProps {
  readonly run: Run;
  readonly actions: RunActions;
  /** null: it can't be retried with other parameters. */
  readonly onEdit: (() => void) | null;
}

/** Which run this is, how it stands, and what can be done with it. */
export function RunHead({ run, actions, onEdit }: RunHeadProps): React.JSX.Element {
  const t = useWords(runWords);
  const shared = useWords(sharedWords);
  const names = useNames();
  const { language } = useFormat();
  const mayAct = useMay('operator');
  const ask = useConfirm();
  const ended = isFinal(run.state);
  const failed = actions.retry.error ?? actions.cancel.error;
  const cancel = async (): Promise<void> => {
    const answer = await ask({
      title: t('cancel.title', { id: shortRunId(run.id) }),
      consequences: [t(run.state === 'running' ? 'cancel.running' : 'cancel.waiting')],
      action: t('cancel.action'),
      danger: true,
    });
    if (answer !== null) actions.cancel.mutate();
  };
  const shop = shopKey(run);
  return (
    <header className={styles['head']}>
      <nav className={styles['path']}>
        <Link to="/runs" className={styles['crumb']} data-back>
          {t('back')}
          <Icon name="right" small />
        </Link>
        <span className="mono" title={run.id}>
          {run.id}
        </span>
        <CopyButton text={run.id} />
      </nav>
      <div className={styles['title']}>
        <span aria-live="polite">
          <StatePill state={run.state} stopping={run.cancelRequestedAt !== null} />
        </span>
        <h1>{names.flow(run.flow)}</h1>
        {run.shopId !== null && (
          <span className={styles['shop']}>
            <span className="text3">·</span>
            {run.platform !== null && (
              <PlatformMark platform={run.platform} label={platformName(run.platform, language)} />
            )}
            <span className="ellipsis">{names.shop(run.platform, run.shopId)}</span>
          </span>
        )}
      </div>
      <p className={styles['facts']}>
        <Facts run={run} />
        <Related run={run} />
      </p>
      {failed !== null && (
        <p className={styles['fault']} role="alert">
          {t('fault.action')}：{faultText(failed, shared).text}
        </p>
      )}
      {mayAct && (
        <div className={styles['actions']}>
          {ended ? (
            <>
              <LinkButton
                to="/run"
                look="quiet"
                search={{ flow: run.flow, ...(shop === null ? {} : { shop }), like: run.id }}
              >
                {t('action.rerun')}
              </LinkButton>
              {onEdit !== null && <Button onClick={onEdit}>{t('action.edit')}</Button>}
              <Button
                look="ink"
                icon="retry"
                busy={actions.retry.isPending}
                onClick={() => actions.retry.mutate()}
              >
                {t('action.retry')}
              </Button>
            </>
          ) : (
            <Button
              icon="cancelled"
              busy={actions.cancel.isPending}
              disabled={!canCancel(run)}
              onClick={() => void cancel()}
            >
              {t('action.cancel')}
            </Button>
          )}
        </div>
      )}
    </header>
  );
}

/** How it stands, in a line. */
function Facts({ run }: { readonly run: Run }): React.JSX.Element {
  const t = useWords(runWords);
  const format = useFormat();
  const { state, attempt, startedAt, endedAt, createdAt } = run;
  const total =
    endedAt === null
      ? null
      : t('head.total', { time: format.duration(Date.parse(endedAt) - Date.parse(createdAt)) });
  const told = (
    key: 'head.expired' | 'head.submitted' | 'head.due' | 'head.ended',
    at: string,
  ): React.JSX.Element => <span title={format.exact(at)}>{t(key, { time: format.instant(at) })}</span>;
  const parts: React.ReactNode[] = [];
  if (state === 'failed' && attempt > 0) parts.push(t('head.failed', { n: attempt }));
  if (state === 'succeeded') parts.push(t('head.succeeded', { n: attempt }));
  if (state === 'expired' && run.expiresAt !== null) parts.push(told('head.expired', run.expiresAt));
  if (state === 'running' && startedAt !== null)
    parts.push(
      <>
        {t('timeline.attempt', { n: attempt })} · <Lasting since={startedAt} />
      </>,
    );
  if (endedAt === null && state !== 'running') parts.push(told('head.submitted', createdAt));
  if (state === 'scheduled') parts.push(told('head.due', run.dueAt));
  if (total !== null) parts.push(total);
  if (endedAt !== null) parts.push(told('head.ended', endedAt));
  return (
    <>
      {parts.map((part, place) => (
        // biome-ignore lint: parts of a sentence never move
        <span key={place}>
          {place > 0 && ' · '}
          {part}
        </span>
      ))}
    </>
  );
}

/** Its dead letter, and the runs that it was retried from and as. */
function Related({ run }: { readonly run: Run }): React.JSX.Element {
  const t = useWords(runWords);
  const letter = useDeadLetter(run).data?.deadLetter;
  return (
    <>
      {letter !== undefined && (
        <span>
          {' · '}
          <Link className="link" to="/dead-letters" search={{ group: letter.cause, state: letter.state }}>
            {t(`head.deadLetter.${letter.state}`)}
          </Link>
        </span>
      )}
      {(['retryOf', 'retriedAs'] as const).map((way) => {
        const other = run[way];
        return other === null ? null : (
          <span key={way}>
            {' · '}
            <Link className="link" to="/runs/$id" params={{ id: other }}>
              {t(`head.${way}`, { id: shortRunId(other) })}
            </Link>
          </span>
        );
      })}
    </>
  );
}
