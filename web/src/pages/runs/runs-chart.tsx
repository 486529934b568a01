import { memo, useMemo, useRef, useState } from 'react';
import type { RunStats } from '../../../../src/contract/run-stats.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { type Bar, chartOf, stretchOf, ticksOf } from './runs-chart.model.ts';
import styles from './runs-chart.module.css';
import { runsWords } from './words.ts';

interface RunsChartProps {
  readonly stats: Pick<RunStats, 'histogram'> | undefined;
  /** A person drew a stretch of time: ms since epoch. */
  onStretch(from: number, to: number): void;
}

const dayMs = 86_400_000;

/** Runs over time. What is drawn over it becomes the list's filter; a click chooses one bar. */
export const RunsChart = memo(({ stats, onStretch }: RunsChartProps): React.JSX.Element => {
  const t = useWords(runsWords);
  const format = useFormat();
  const area = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<{ a: number; b: number } | null>(null);
  const chart = useMemo(() => (stats === undefined ? null : chartOf(stats)), [stats]);
  if (chart === null) return <div className={styles['chart']} />;
  const span = chart.to - chart.from;
  const timeText = (at: number): string =>
    chart.stepMs >= dayMs ? format.day(at) : span > dayMs ? format.instant(at) : format.clock(at, false);
  const words = (bar: Bar): string =>
    t('chart.bar', {
      from: timeText(bar.from),
      to: timeText(bar.to),
      total: bar.total,
      failed: bar.failed,
      live: bar.live,
    });
  const partOf = (event: React.PointerEvent): number => {
    const box = area.current?.getBoundingClientRect();
    return box === undefined ? 0 : Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const ticks = new Set(ticksOf(chart, 8));
  const height = (count: number): string => `${(count / chart.highest) * 100}%`;
  return (
    <figure className={styles['chart']} aria-label={t('chart.label')}>
      <div
        ref={area}
        className={styles['bars']}
        aria-hidden="true"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const a = partOf(event);
          setDrawn({ a, b: a });
        }}
        onPointerMove={(event) => {
          if (drawn !== null) setDrawn({ ...drawn, b: partOf(event) });
        }}
        onPointerUp={() => {
          if (drawn === null) return;
          const { from, to } = stretchOf(chart, drawn.a, drawn.b);
          setDrawn(null);
          onStretch(from, to);
        }}
        onPointerCancel={() => setDrawn(null)}
      >
        {chart.bars.map((bar) => (
          <span key={bar.from} className={styles['bar']} title={words(bar)}>
            {bar.live > 0 && <span className={styles['live']} style={{ height: height(bar.live) }} />}
            {bar.ended > 0 && <span className={styles['ended']} style={{ height: height(bar.ended) }} />}
            {bar.failed > 0 && <span className={styles['failed']} style={{ height: height(bar.failed) }} />}
          </span>
        ))}
        {drawn !== null && (
          <span
            className={styles['drawn']}
            style={{
              left: `${Math.min(drawn.a, drawn.b) * 100}%`,
              width: `${Math.abs(drawn.a - drawn.b) * 100}%`,
            }}
          />
        )}
      </div>
      <div className={styles['axis']} aria-hidden="true">
        {chart.bars.map((bar, place) =>
          ticks.has(place) ? (
            <span key={bar.from} style={{ left: `${(place / chart.bars.length) * 100}%` }}>
              {timeText(bar.from)}
            </span>
          ) : null,
        )}
      </div>
      <table className="only-read-aloud">
        <caption>{t('chart.table')}</caption>
        <thead>
          <tr>
            <th>{t('chart.when')}</th>
            <th>{t('chart.all')}</th>
            <th>{t('chart.failed')}</th>
            <th>{t('chart.live')}</th>
          </tr>
        </thead>
        <tbody>
          {chart.bars
            .filter(({ total }) => total > 0)
            .map((bar) => (
              <tr key={bar.from}>
                <th scope="row">{timeText(bar.from)}</th>
                <td>{bar.total}</td>
                <td>{bar.failed}</td>
                <td>{bar.live}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </figure>
  );
});
RunsChart.displayName = 'RunsChart';
