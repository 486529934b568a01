import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Run } from '../../../../src/contract/run.ts';
import { isFinal } from '../../../../src/contract/run-states.ts';
import { client } from '../../api/client.ts';
import { useFlows, useNames } from '../../api/names.ts';
import { useMay } from '../../api/session.ts';
import { Page } from '../../components/page.tsx';
import { ReadState } from '../../components/page-states.tsx';
import { useShortcuts } from '../../components/shortcuts.ts';
import { RunLog } from './log/run-log.tsx';
import { RetryPanel } from './retry-panel.tsx';
import { RunDiagnosis } from './run-diagnosis.tsx';
import { RunHead } from './run-head.tsx';
import styles from './run-page.module.css';
import { RunRail } from './run-rail.tsx';
import { useArtifacts, useAttempts, useRun, useTimeline } from './run-reads.ts';
import { RunRunning } from './run-running.tsx';
import { RunTimeline } from './run-timeline.tsx';
import { RunWaiting } from './run-waiting.tsx';
import { useRunActions } from './use-run-actions.ts';

/** Why, and what now? One run. */
export function RunPage(): React.JSX.Element {
  const { id } = useParams({ from: '/frame/runs/$id' });
  const run = useRun(id);
  const names = useNames();
  const title = run.data === undefined ? id : names.flow(run.data.flow);
  return (
    <Page title={title} head={<span hidden />}>
      <ReadState read={run} rows={12}>
        {(data) => <Body key={data.id} run={data} />}
      </ReadState>
    </Page>
  );
}

function Body({ run }: { readonly run: Run }): React.JSX.Element {
  const search = useSearch({ from: '/frame/runs/$id' });
  const navigate = useNavigate();
  const mayAct = useMay('operator');
  const attempts = useAttempts(run.id);
  const timeline = useTimeline(run.id);
  const files = useArtifacts(run.id);
  const flow = useFlows()?.find(({ name }) => name === run.flow);
  const [editing, setEditing] = useState(false);
  const open = (next: Run): void => void navigate({ to: '/runs/$id', params: { id: next.id } });
  const actions = useRunActions(run, open);
  const lookAt = (attempt: number, line: number | undefined): void =>
    void navigate({
      to: '/runs/$id',
      params: { id: run.id },
      search: { attempt: String(attempt), line: line === undefined ? undefined : String(line) },
      replace: true,
      resetScroll: false,
    });
  const lookWhen = async (attempt: number, at: number): Promise<void> => {
    const { from } = await client.logLines(run.id, { attempt, at: new Date(at).toISOString(), count: 1 });
    lookAt(attempt, from);
    document.getElementById('log')?.scrollIntoView({ block: 'nearest' });
  };
  const ended = isFinal(run.state);
  const { retry } = actions;
  const keys = useMemo(
    () => ({ r: () => (mayAct && ended ? retry.mutate() : undefined) }),
    [mayAct, ended, retry],
  );
  useShortcuts(keys);
  return (
    <>
      <RunHead
        run={run}
        actions={actions}
        onEdit={mayAct && ended && flow !== undefined ? () => setEditing(true) : null}
      />
      {(run.state === 'failed' || run.state === 'expired') && (
        <RunDiagnosis
          run={run}
          steps={timeline.data?.steps ?? []}
          files={files.data ?? []}
          actions={actions}
          onEdit={flow === undefined ? null : () => setEditing(true)}
          onLine={(attempt, line) => lookAt(attempt, line)}
          onInstant={(attempt, at) => void lookWhen(attempt, at)}
        />
      )}
      {run.state === 'running' && <RunRunning run={run} steps={timeline.data?.steps ?? []} />}
      {['scheduled', 'blocked', 'queued', 'retrying'].includes(run.state) && (
        <RunWaiting run={run} actions={actions} />
      )}
      <div className={styles['columns']}>
        <div className={styles['main']}>
          <ReadState read={timeline} rows={4}>
            {(data) => (
              <RunTimeline
                run={run}
                timeline={data}
                attempts={attempts.data ?? []}
                onRow={(attempt, at) => void lookWhen(attempt, at)}
              />
            )}
          </ReadState>
          <ReadState read={attempts} rows={6}>
            {(data) => (
              <RunLog
                runId={run.id}
                attempts={data}
                attempt={search.attempt === undefined ? undefined : Number(search.attempt)}
                line={search.line === undefined ? undefined : Number(search.line)}
                onAddress={lookAt}
              />
            )}
          </ReadState>
        </div>
        <RunRail run={run} files={files} />
      </div>
      {flow !== undefined && (
        <RetryPanel
          run={run}
          flow={flow}
          open={editing}
          onClose={() => setEditing(false)}
          onRetried={(next) => {
            setEditing(false);
            open(next);
          }}
        />
      )}
    </>
  );
}
