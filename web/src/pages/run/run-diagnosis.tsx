import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Artifact } from '../../../../src/contract/artifact.ts';
import { errorLine } from '../../../../src/contract/error-line.ts';
import { ownWordsIn } from '../../../../src/contract/own-words.ts';
import type { Run } from '../../../../src/contract/run.ts';
import type { Step } from '../../../../src/contract/timeline.ts';
import { useShops } from '../../api/names.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { useConfirm } from '../../components/confirm.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { runsWords } from '../runs/words.ts';
import { brokenStep, lastPicture, type Remedy, remediesOf, unknownOnce } from './diagnosis.model.ts';
import { plainText } from './log/ansi.model.ts';
import { OnceRemedies } from './once-remedies.tsx';
import { PicturePreview } from './run-files.tsx';
import { useDeadLetter, useDiagnosis, useFirstError } from './run-reads.ts';
import type { RunActions } from './use-run-actions.ts';
import styles from './verdict.module.css';
import { runWords } from './words.ts';

interface RunDiagnosisProps {
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly files: readonly Artifact[];
  readonly actions: RunActions;
  readonly onEdit: (() => void) | null;
  onLine(attempt: number, line: number): void;
  onInstant(attempt: number, at: number): void;
}

/** Why a run failed, what shows it, and what to do. */
export function RunDiagnosis(props: RunDiagnosisProps): React.JSX.Element {
  const { run } = props;
  const t = useWords(runWords);
  const classes = useWords(runsWords);
  const format = useFormat();
  const type = run.error?.type ?? (run.state === 'expired' ? 'EXPIRED' : 'EXIT');
  const text = run.error === null ? '' : errorLine(run.error, format.language);
  const label = classes(`error.${type}`);
  return (
    <section className={`${styles['band']} ${styles[run.state]}`} aria-label={t('diagnosis.title')}>
      <div className={styles['part']}>
        <h2>{t('diagnosis.title')}</h2>
        <p className={styles['cause']}>{text === '' ? label : classes('with.text', { label, text })}</p>
        <p className={styles['explain']}>
          {unknownOnce(run) === null
            ? t(`explain.${type}`, { time: format.duration(run.timeoutSeconds * 1000) })
            : t('explain.once')}
        </p>
        <Scope run={run} />
      </div>
      <div className={styles['part']}>
        <h2>{t('diagnosis.evidence')}</h2>
        <Evidence {...props} />
      </div>
      <div className={styles['part']}>
        <h2>{t('diagnosis.remedy')}</h2>
        <Remedies {...props} type={type} />
      </div>
    </section>
  );
}

/** How far it reaches: whether to look at this run, its shop, or its flow. */
function Scope({ run }: { readonly run: Run }): React.JSX.Element | null {
  const t = useWords(runWords);
  const format = useFormat();
  const { data } = useDiagnosis(run);
  if (data === undefined || data.scope === null || data.same.firstAt === null) return null;
  const { count, shops, firstAt } = data.same;
  return (
    <p className={styles['explain']} title={format.exact(firstAt)}>
      {t(`scope.${data.scope}`, { count, shops, time: format.instant(firstAt) })}
    </p>
  );
}

function Evidence({ run, steps, files, onLine, onInstant }: RunDiagnosisProps): React.JSX.Element {
  const t = useWords(runWords);
  const format = useFormat();
  const step = brokenStep(steps, run.attempt);
  const line = useFirstError(run, run.attempt).data ?? null;
  const picture = lastPicture(files, run.attempt);
  const group = useDeadLetter(run).data?.group ?? null;
  const [shown, setShown] = useState<Artifact | null>(null);
  const same = group === null || group.count < 2 ? null : group;
  if (step === null && line === null && picture === null && same === null)
    return <p className="text3">{t('diagnosis.none')}</p>;
  return (
    <>
      <ul className={styles['evidence']}>
        {step !== null && (
          <Item icon="flow" onClick={() => onInstant(step.attempt, Date.parse(step.startedAt))}>
            {step.state === 'cut_off'
              ? t('evidence.stepCut', { name: step.name })
              : step.error === null
                ? t('evidence.stepPlain', { name: step.name })
                : t('evidence.step', { name: step.name, error: ownWordsIn(step.error, format.language) })}
          </Item>
        )}
        {line !== null && (
          <Item icon="runs" onClick={() => onLine(run.attempt, line.number)}>
            {t('evidence.line', { n: line.number, text: plainText(line.text).trim() })}
          </Item>
        )}
        {picture !== null && (
          <Item icon="image" onClick={() => setShown(picture)}>
            {t('evidence.image', { name: picture.name })}
          </Item>
        )}
        {same !== null && (
          <li>
            <Link to="/dead-letters" search={{ group: same.cause }}>
              <Icon name="inbox" small />
              <span title={format.exact(same.firstAt)}>
                {t('evidence.same', {
                  count: same.count,
                  shops: same.shops,
                  time: format.instant(same.firstAt),
                })}
              </span>
            </Link>
          </li>
        )}
      </ul>
      <PicturePreview runId={run.id} file={shown} onClose={() => setShown(null)} />
    </>
  );
}

function Item({
  icon,
  onClick,
  children,
}: {
  readonly icon: IconName;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  return (
    <li>
      <button type="button" onClick={onClick}>
        <Icon name={icon} small />
        <span>{children}</span>
      </button>
    </li>
  );
}

function Remedies({
  run,
  type,
  actions,
  onEdit,
}: RunDiagnosisProps & { readonly type: Parameters<typeof remediesOf>[0] }): React.JSX.Element {
  const t = useWords(runWords);
  const mayAct = useMay('operator');
  const ask = useConfirm();
  const shops = useShops();
  const group = useDeadLetter(run).data?.group ?? null;
  const [copied, setCopied] = useState(false);
  const shop = shops.find(({ platform, id }) => platform === run.platform && id === run.shopId);
  const once = unknownOnce(run);
  const remedies =
    once === null
      ? remediesOf(type, shop === undefined ? null : { paused: shop.paused !== null }, onEdit !== null)
      : (['report'] as const);
  const pause = async (): Promise<void> => {
    const answer = await ask({
      title: `${t('remedy.pause')}？`,
      consequences: [t('remedy.pause.text')],
      action: t('action.pauseShop'),
      note: { label: t('action.pauseShop') },
    });
    if (answer !== null) actions.pauseShop.mutate(answer.note);
  };
  const buttons: Readonly<Record<Remedy, React.ReactNode>> = {
    retry: (
      <Button size="small" busy={actions.retry.isPending} onClick={() => actions.retry.mutate()}>
        {t('action.retry')}
      </Button>
    ),
    edit: (
      <Button size="small" onClick={() => onEdit?.()}>
        {t('action.edit')}
      </Button>
    ),
    resume: (
      <Button size="small" busy={actions.resumeShop.isPending} onClick={() => actions.resumeShop.mutate()}>
        {t('action.resumeShop')}
      </Button>
    ),
    pause: (
      <Button size="small" busy={actions.pauseShop.isPending} onClick={() => void pause()}>
        {t('action.pauseShop')}
      </Button>
    ),
    report: (
      <Button
        size="small"
        onClick={() => void navigator.clipboard.writeText(reportOf(run)).then(() => setCopied(true))}
      >
        {t(copied ? 'remedy.copied' : 'remedy.copy')}
      </Button>
    ),
    nodes: (
      <Link to="/nodes" className="link">
        {t('remedy.nodes.go')}
      </Link>
    ),
  };
  return (
    <ul className={styles['remedies']}>
      {once !== null && mayAct && <OnceRemedies onceKey={once} actions={actions} />}
      {remedies
        .filter((remedy) => mayAct || remedy === 'report' || remedy === 'nodes')
        .map((remedy) => (
          <li key={remedy}>
            <span>
              {t(`remedy.${remedy}`)}
              <p>{t(`remedy.${remedy}.text`)}</p>
            </span>
            {buttons[remedy]}
          </li>
        ))}
      {group !== null && group.count > 1 && (
        <li>
          <span>
            {t('remedy.bulk', { count: group.count })}
            <p>{t('remedy.bulk.text')}</p>
          </span>
          <Link className="link" to="/dead-letters" search={{ group: group.cause }}>
            {t('remedy.bulk.go')}
          </Link>
        </li>
      )}
    </ul>
  );
}

/** What whoever mends the flow needs to know, as plain text. */
function reportOf(run: Run): string {
  return [
    `${run.flow} ${run.id}`,
    `${run.error?.type ?? run.state}: ${run.error?.message ?? ''}`,
    `${run.platform ?? ''}:${run.shopId ?? ''}`,
    JSON.stringify(run.params),
    location.href,
  ].join('\n');
}
