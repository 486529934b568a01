/** Does it fire as it should? A schedule: what comes next, its slots with reasons, its calendar and what it is. */
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { makerWords } from '../../../../src/contract/maker-words.ts';
import type { Schedule } from '../../../../src/contract/schedule.ts';
import { useMay } from '../../api/session.ts';
import { Button, LinkButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Fault, ReadState } from '../../components/page-states.tsx';
import { Ago, Instant } from '../../components/time.tsx';
import { useNow } from '../../format/ticking.ts';
import { useFormat } from '../../format/use-format.ts';
import { toldIn } from '../../words/told.model.ts';
import { useWords } from '../../words/words.ts';
import { BackfillDialog } from './backfill-dialog.tsx';
import { BackfillStrip } from './backfill-strip.tsx';
import { FireList } from './fire-list.tsx';
import { ScheduleFacts } from './schedule-facts.tsx';
import { ScheduleMonth } from './schedule-month.tsx';
import { useSchedule } from './schedule-reads.ts';
import { ScheduleSlots } from './schedule-slots.tsx';
import { ScheduleState } from './schedule-state.tsx';
import { nextOf } from './schedules.model.ts';
import styles from './schedules.module.css';
import { useScheduleActions } from './use-schedule-actions.ts';
import { schedulesWords } from './words.ts';

export function SchedulePage(): React.JSX.Element {
  const { id } = useParams({ from: '/frame/schedules/$id' });
  const search = useSearch({ from: '/frame/schedules/$id' });
  const t = useWords(schedulesWords);
  const read = useSchedule(id);
  return (
    <Page
      title={id}
      {...(read.data === undefined ? {} : { fact: <ScheduleState state={read.data.state} /> })}
      actions={read.data === undefined ? undefined : <Actions schedule={read.data} />}
    >
      <ReadState read={read} rows={12}>
        {(schedule) => (
          <>
            <Verdict schedule={schedule} />
            <BackfillStrip key={schedule.id} id={schedule.id} />
            <div className={styles['blocks']}>
              <div className={styles['main']}>
                <ScheduleSlots schedule={schedule} search={search} />
              </div>
              <aside className={styles['rail']}>
                <FireList title={t('fires.title')} fires={schedule.next} zone={schedule.zone} />
                <ScheduleMonth schedule={schedule} search={search} />
                <ScheduleFacts schedule={schedule} />
              </aside>
            </div>
          </>
        )}
      </ReadState>
    </Page>
  );
}

function Actions({ schedule }: { readonly schedule: Schedule }): React.JSX.Element | undefined {
  const t = useWords(schedulesWords);
  const mayAct = useMay('operator');
  const actions = useScheduleActions(schedule);
  const [backfilling, setBackfilling] = useState(false);
  if (!mayAct) return undefined;
  const { id, state, origin } = schedule;
  return (
    <>
      {origin === 'stored' && (
        <>
          <Button look="quiet" onClick={actions.remove}>
            {t('action.delete')}
          </Button>
          <LinkButton to="/schedules/$id/edit" params={{ id }}>
            {t('action.edit')}
          </LinkButton>
        </>
      )}
      <Button onClick={() => setBackfilling(true)}>{t('action.backfill')}</Button>
      {state === 'paused' ? (
        <Button icon="play" busy={actions.busy} onClick={actions.resume}>
          {t('action.resume')}
        </Button>
      ) : (
        <Button icon="paused" busy={actions.busy} disabled={state !== 'active'} onClick={actions.pause}>
          {t('action.pause')}
        </Button>
      )}
      <Button look="ink" icon="play" busy={actions.busy} onClick={actions.runNow}>
        {t('action.run')}
      </Button>
      {actions.error !== null && <Fault error={actions.error} />}
      <BackfillDialog schedule={schedule} open={backfilling} onClose={() => setBackfilling(false)} />
    </>
  );
}

/** What comes next, or why nothing does; below it the rhythm in words, and what needs a person. */
function Verdict({ schedule }: { readonly schedule: Schedule }): React.JSX.Element {
  const t = useWords(schedulesWords);
  const { language } = useFormat();
  const { paused, state, warnings, words, cron, zone } = schedule;
  return (
    <div className={styles['verdict']}>
      <p className={styles['sentence']} role="status">
        {state === 'active' ? <NextSentence schedule={schedule} /> : t(`verdict.${state}`)}
      </p>
      {paused !== null && (
        <p className={styles['note']}>
          {paused.note !== null && <b>{paused.note}</b>}
          {paused.by !== null && <span>{t('paused.by', { name: makerWords(paused.by)[language] })}</span>}
          <Ago at={paused.at} />
        </p>
      )}
      <p className="text2">
        {toldIn(words, language)}
        {cron !== null && <code className={styles['cron']}>{cron}</code>} · {zone}
      </p>
      {warnings.map((warning) => (
        <p key={warning.code} className={styles['trouble']}>
          <Icon name="warning" small /> {toldIn(warning.words, language)}
        </p>
      ))}
    </div>
  );
}

function NextSentence({ schedule }: { readonly schedule: Schedule }): React.JSX.Element {
  const t = useWords(schedulesWords);
  const format = useFormat();
  const now = useNow();
  const fire = nextOf(schedule);
  if (fire === null) return <>{t(schedule.next.length === 0 ? 'next.never' : 'next.left.out')}</>;
  const at = Date.parse(fire.dueAt);
  return (
    <>
      {t('next.at')} <Instant at={fire.dueAt} />{' '}
      <span className={styles['grey']} title={format.exact(at)}>
        {format.ago(at, Math.min(now, at))}
      </span>
    </>
  );
}
