import { Link } from '@tanstack/react-router';
import type { Artifact } from '../../../../src/contract/artifact.ts';
import { makerWords } from '../../../../src/contract/maker-words.ts';
import type { JsonObject, Run } from '../../../../src/contract/run.ts';
import { useNames } from '../../api/names.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Section } from '../../components/page.tsx';
import { platformName } from '../../components/platform-mark.tsx';
import { Instant } from '../../components/time.tsx';
import { sharedWords } from '../../components/words.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { shopKey } from '../runs/shop-key.model.ts';
import { runsWords } from '../runs/words.ts';
import { RunFiles } from './run-files.tsx';
import { RunHistory } from './run-history.tsx';
import styles from './run-rail.module.css';
import { runWords } from './words.ts';

interface RunRailProps {
  readonly run: Run;
  readonly files: { readonly data: readonly Artifact[] | undefined };
}

/** What stands beside a run: details, what went before, parameters, output, files. */
export function RunRail({ run, files }: RunRailProps): React.JSX.Element {
  const t = useWords(runWords);
  return (
    <aside className={styles['rail']}>
      <Section title={t('details.title')}>
        <Details run={run} />
      </Section>
      <RunHistory run={run} />
      <Section
        title={t('params.title')}
        {...(Object.keys(run.params).length === 0
          ? {}
          : { aside: <CopyButton text={JSON.stringify(run.params, null, 2)} /> })}
      >
        <Json value={run.params} none={t('params.none')} />
      </Section>
      {run.output !== null && (
        <Section title={t('output.title')} aside={<CopyButton text={JSON.stringify(run.output, null, 2)} />}>
          <Json value={run.output} none="–" />
        </Section>
      )}
      {files.data !== undefined && files.data.length > 0 && (
        <Section title={t('files.title')}>
          <RunFiles runId={run.id} files={files.data} />
        </Section>
      )}
    </aside>
  );
}

function Json({ value, none }: { readonly value: JsonObject; readonly none: string }): React.JSX.Element {
  if (Object.keys(value).length === 0) return <p className="text3">{none}</p>;
  return (
    <pre className={styles['json']} tabIndex={0}>
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}

function Details({ run }: { readonly run: Run }): React.JSX.Element {
  const t = useWords(runWords);
  const lists = useWords(runsWords);
  const shared = useWords(sharedWords);
  const names = useNames();
  const format = useFormat();
  const state = shared(`state.${run.state}`);
  const source = lists(`source.${run.source}`);
  const shop = shopKey(run);
  const level = run.priority > 5 ? 'high' : run.priority < 5 ? 'low' : 'normal';
  const rows: readonly (readonly [string, React.ReactNode] | null)[] = [
    [t('details.state'), run.code === null ? state : t('details.code', { state, code: run.code })],
    [
      t('details.flow'),
      <Link key="flow" className="link" to="/runs" search={{ flow: run.flow }}>
        {names.flow(run.flow)}
      </Link>,
    ],
    run.shopId === null || shop === null
      ? null
      : [
          t('details.shop'),
          <Link key="shop" className="link" to="/runs" search={{ shop }}>
            {run.platform === null ? '' : `${platformName(run.platform, format.language)} · `}
            {names.shop(run.platform, run.shopId)}
          </Link>,
        ],
    run.nodeId === null ? null : [t('details.node'), names.node(run.nodeId)],
    [
      t('details.source'),
      run.createdBy === null
        ? source
        : t('details.by', { source, name: makerWords(run.createdBy)[format.language] }),
    ],
    run.scheduleId === null
      ? null
      : [
          t('details.schedule'),
          <Link key="schedule" className="link" to="/schedules/$id" params={{ id: run.scheduleId }}>
            {run.scheduleId}
          </Link>,
        ],
    [t('details.priority'), t(`details.priority.${level}`, { n: run.priority })],
    [
      t('details.attempts'),
      t('details.attempts.text', { n: run.attempt, failures: run.failures, allowed: run.maxRetries + 1 }),
    ],
    [t('details.created'), <Instant key="created" at={run.createdAt} />],
    run.dueAt === run.createdAt ? null : [t('details.due'), <Instant key="due" at={run.dueAt} />],
    run.startedAt === null ? null : [t('details.started'), <Instant key="started" at={run.startedAt} />],
    run.endedAt === null ? null : [t('details.ended'), <Instant key="ended" at={run.endedAt} />],
    run.expiresAt === null ? null : [t('details.expires'), <Instant key="expires" at={run.expiresAt} />],
    [t('details.timeout'), format.duration(run.timeoutSeconds * 1000)],
    run.dedupeKey === null
      ? null
      : [
          t('details.key'),
          <span key="key" className="mono">
            {run.dedupeKey}
          </span>,
        ],
    run.batchId === null
      ? null
      : [
          t('details.batch'),
          <Link key="batch" className="link mono" to="/batches/$id" params={{ id: run.batchId }}>
            {run.batchId}
          </Link>,
        ],
    run.tags.length === 0 ? null : [t('details.tags'), run.tags.join(', ')],
  ];
  return (
    <dl className={styles['details']}>
      {rows.map((row) =>
        row === null ? null : (
          <div key={row[0]}>
            <dt>{row[0]}</dt>
            <dd>{row[1]}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
