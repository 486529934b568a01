import { useMemo, useState } from 'react';
import { ownWordsIn } from '../../../../src/contract/own-words.ts';
import type { Attempt, Run } from '../../../../src/contract/run.ts';
import { isFinal } from '../../../../src/contract/run-states.ts';
import type { Timeline } from '../../../../src/contract/timeline.ts';
import { Icon } from '../../components/icon.tsx';
import { StateIcon } from '../../components/state-mark.tsx';
import { sharedWords } from '../../components/words.ts';
import { useNow } from '../../format/ticking.ts';
import { useFormat } from '../../format/use-format.ts';
import { language, useWords } from '../../words/words.ts';
import styles from './run-timeline.module.css';
import {
  type Axis,
  type TimelineBar,
  type TimelineRow,
  timelineAxis,
  timelineRows,
  waitName,
} from './timeline.model.ts';
import { runWords } from './words.ts';

interface RunTimelineProps {
  readonly run: Run;
  readonly timeline: Timeline;
  readonly attempts: readonly Attempt[];
  /** Leads to the attempt's log, at this instant. */
  onRow(attempt: number, at: number): void;
}

const ticks = [0, 0.25, 0.5, 0.75];

/** A run's life: waits by what held them up, attempts, retry pauses, the steps of the last attempt. */
export function RunTimeline({ run, timeline, attempts, onRow }: RunTimelineProps): React.JSX.Element {
  const t = useWords(runWords);
  const format = useFormat();
  const ended = isFinal(run.state);
  const ticking = useNow();
  const now = ended && run.endedAt !== null ? Date.parse(run.endedAt) : ticking;
  const [toggled, setToggled] = useState<ReadonlySet<number>>(new Set());
  const last = attempts.at(-1)?.attempt ?? 0;
  const opened = useMemo(() => {
    const open = new Set(last === 0 ? [] : [last]);
    for (const attempt of toggled) if (!open.delete(attempt)) open.add(attempt);
    return open;
  }, [last, toggled]);
  const rows = useMemo(
    () => timelineRows(timeline, attempts, opened, now),
    [timeline, attempts, opened, now],
  );
  const axis = useMemo(() => timelineAxis(rows), [rows]);
  const withSteps = useMemo(() => new Set(timeline.steps.map(({ attempt }) => attempt)), [timeline.steps]);
  const waits = new Map(
    rows.flatMap(({ bars }) =>
      bars.flatMap(({ wait, reason }) => (wait === null ? [] : [[waitName(wait, reason), wait] as const])),
    ),
  );
  const pauses = rows.some(({ bars }) => bars.some(({ look }) => look === 'pause'));
  return (
    <section className={styles['timeline']} aria-label={t('timeline.title')}>
      <div className={styles['head']}>
        <h2>{t('timeline.title')}</h2>
        <span className="grow" />
        <ul className={styles['legend']}>
          {[...waits].map(([name, wait]) => (
            <li key={name}>
              <span className={`${styles['swatch']} ${styles[`wait-${wait}`]}`} />
              {t(`wait.${name}`)}
            </li>
          ))}
          {pauses && (
            <li>
              <span className={`${styles['swatch']} ${styles['pause']}`} />
              {t('timeline.pause')}
            </li>
          )}
        </ul>
      </div>
      {rows.length === 0 ? (
        <p className="text3">{t('timeline.none')}</p>
      ) : (
        <div className={styles['grid']}>
          <div className={styles['axis']} aria-hidden="true">
            <span />
            <span className={styles['scale']}>
              {ticks.map((tick) => (
                <span key={tick} style={{ left: `${tick * 100}%` }}>
                  {format.clock(axis.instant(tick))}
                </span>
              ))}
            </span>
            <span />
          </div>
          <div className={styles['rules']} aria-hidden="true">
            {ticks.map((tick) => (
              <span key={tick} style={{ left: `${tick * 100}%` }} />
            ))}
          </div>
          <ul>
            {rows.map((row) => (
              <Row
                key={row.key}
                row={row}
                axis={axis}
                last={row.attempt === last}
                openable={row.kind === 'attempt' && withSteps.has(row.attempt)}
                open={opened.has(row.attempt)}
                onToggle={() =>
                  setToggled((before) => {
                    const next = new Set(before);
                    if (!next.delete(row.attempt)) next.add(row.attempt);
                    return next;
                  })
                }
                onOpen={() => onRow(row.attempt, row.startedAt)}
              />
            ))}
          </ul>
        </div>
      )}
      {timeline.truncated && <p className={styles['cut']}>{t('timeline.cut')}</p>}
    </section>
  );
}

interface RowProps {
  readonly row: TimelineRow;
  readonly axis: Axis;
  readonly last: boolean;
  readonly openable: boolean;
  readonly open: boolean;
  onToggle(): void;
  onOpen(): void;
}

function Row({ row, axis, last, openable, open, onToggle, onOpen }: RowProps): React.JSX.Element {
  const t = useWords(runWords);
  const shared = useWords(sharedWords);
  const format = useFormat();
  const { kind, state, outcome, bars, depth } = row;
  const name =
    kind === 'step'
      ? (row.name ?? '')
      : kind === 'attempt'
        ? t('timeline.attempt', { n: row.attempt })
        : t(kind === 'before' ? 'timeline.before' : 'timeline.after');
  const told = outcome === null ? shared(`state.${state}`) : t(`outcome.${outcome}`);
  const odd = outcome !== null && ['lost', 'parked', 'stopped', 'withdrawn', 'timeout'].includes(outcome);
  const strong = state === 'failed' && (kind === 'step' || last);
  const stepError = row.step?.error ?? null;
  const label = (
    <>
      <StateIcon state={state} />
      <span
        className={`ellipsis ${strong ? styles['strong'] : ''}`}
        title={stepError === null ? name : ownWordsIn(stepError, language())}
      >
        {name}
        {odd && <span className="text3"> {told}</span>}
      </span>
    </>
  );
  const folds = axis.folds.filter(({ at }) =>
    bars.some(({ look, from, to }) => look !== 'work' && axis.place(from) <= at && at <= axis.place(to)),
  );
  const waits = bars.filter(({ look }) => look === 'wait');
  const longest = waits.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
  const hidden = folds.reduce((sum, fold) => sum + fold.hidden, 0);
  const note = [
    ...(kind !== 'attempt' && longest !== undefined ? [waitWords(longest, t)] : []),
    ...(hidden > 0 ? [t('timeline.folded', { time: format.duration(hidden) })] : []),
  ].join(' · ');
  const end = Math.max(...bars.map(({ to }) => axis.place(to)));
  return (
    <li className={styles['row']} data-state={state}>
      <span className={styles['label']} style={{ paddingLeft: depth * 14 }}>
        {kind === 'before' || kind === 'after' ? (
          <span className={styles['name']}>{label}</span>
        ) : (
          <button
            type="button"
            className={styles['name']}
            onClick={onOpen}
            aria-label={`${t('timeline.toLog', { name })} (${told})`}
          >
            {label}
          </button>
        )}
        {openable && (
          <button
            type="button"
            className={styles['toggle']}
            aria-expanded={open}
            aria-label={t(open ? 'timeline.hide' : 'timeline.steps')}
            onClick={onToggle}
          >
            <Icon name={open ? 'down' : 'right'} small />
          </button>
        )}
      </span>
      <span className={styles['track']}>
        {bars.map((bar) => (
          <span
            key={`${bar.look}${bar.from}`}
            className={barClass(bar, depth)}
            style={{
              left: `${axis.place(bar.from) * 100}%`,
              width: `max(2px, ${(axis.place(bar.to) - axis.place(bar.from)) * 100}%)`,
            }}
            title={`${bar.look === 'wait' ? waitWords(bar, t) : bar.look === 'pause' ? t('timeline.pause') : told} ${format.duration(bar.to - bar.from)} · ${format.exact(bar.from)}`}
          />
        ))}
        {folds.map(({ at }) => (
          <span key={at} className={styles['fold']} style={{ left: `${at * 100}%` }} />
        ))}
        {note !== '' && (
          <span
            className={styles['note']}
            style={
              end > 0.6 ? { right: `${(1 - end) * 100}%`, top: 0 } : { left: `calc(${end * 100}% + 8px)` }
            }
            data-over={end > 0.6 || undefined}
          >
            {note}
          </span>
        )}
      </span>
      <span className={styles['took']}>{format.duration(row.ms)}</span>
    </li>
  );
}

function waitWords(
  { wait, reason }: TimelineBar,
  t: (key: `wait.${ReturnType<typeof waitName>}`) => string,
): string {
  return wait === null ? '' : t(`wait.${waitName(wait, reason)}`);
}

function barClass({ look, wait, state }: TimelineBar, depth: number): string {
  const own =
    look === 'wait' ? styles[`wait-${wait}`] : look === 'pause' ? styles['pause'] : styles[`work-${state}`];
  return `${styles['bar']} ${own} ${depth > 1 ? styles['thin'] : ''}`;
}
