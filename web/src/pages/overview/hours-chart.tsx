import { useMemo } from 'react';
import type { Overview } from '../../../../src/contract/overview.ts';
import { Section } from '../../components/page.tsx';
import { usePhone } from '../../components/use-media.ts';
import { partsIn, startOfDay } from '../../format/instants.model.ts';
import { numberText } from '../../format/numbers.model.ts';
import { useNow } from '../../format/ticking.ts';
import { useWords } from '../../words/words.ts';
import { type Hour, hoursOfDay, scaleOf } from './hours-chart.model.ts';
import styles from './hours-chart.module.css';
import { overviewWords } from './words.ts';

interface HoursChartProps {
  readonly overview: Overview;
  readonly className: string | undefined;
}

const hourMs = 3_600_000;
const size = { width: 760, left: 0, right: 38, top: 14, height: 132 };

/** What ended today, hour by hour: successes as bars from zero, failures as numbers under the axis. */
export function HoursChart({ overview, className }: HoursChartProps): React.JSX.Element {
  const t = useWords(overviewWords);
  const { today, timezone } = overview;
  const hours = useMemo(() => {
    const from = Date.parse(today.from);
    // The next day's first instant: a day may have 23 or 25 hours.
    const end = startOfDay(from + 30 * hourMs, timezone);
    return hoursOfDay(today.hours, from, Math.round((end - from) / hourMs));
  }, [today, timezone]);
  const failed = today.failed + today.expired;
  return (
    <Section
      title={t('hours.title')}
      fact={<Legend succeeded={today.succeeded} failed={failed} />}
      className={className}
    >
      <Drawing hours={hours} zone={timezone} />
      {today.total === 0 && <p className={styles['none']}>{t('hours.none')}</p>}
      <table className="only-read-aloud">
        <caption>{t('hours.table')}</caption>
        <tbody>
          {hours
            .filter(({ ahead }) => !ahead)
            .map((hour) => (
              <tr key={hour.at}>
                <th scope="row">
                  {t('hours.hour')} {partsIn(hour.at, timezone).hour}
                </th>
                <td>{t('hours.succeeded', { count: hour.succeeded })}</td>
                <td>{t('hours.failed', { count: hour.failed })}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </Section>
  );
}

function Legend({
  succeeded,
  failed,
}: {
  readonly succeeded: number;
  readonly failed: number;
}): React.JSX.Element {
  const t = useWords(overviewWords);
  return (
    <span className={styles['legend']}>
      <span>
        <i className={styles['swatch-succeeded']} />
        {t('hours.succeeded', { count: succeeded })}
      </span>
      <span>
        <i className={styles['swatch-failed']} />
        {t('hours.failed', { count: failed })}
      </span>
    </span>
  );
}

function Drawing({
  hours,
  zone,
}: {
  readonly hours: readonly Hour[];
  readonly zone: string;
}): React.JSX.Element {
  const t = useWords(overviewWords);
  const phone = usePhone();
  const now = useNow(60);
  const width = phone ? 358 : size.width;
  const { top, lines } = scaleOf(Math.max(...hours.map(({ succeeded }) => succeeded)));
  const room = width - size.right;
  const step = room / hours.length;
  const bar = Math.min(24, step * 0.74);
  const bottom = size.top + size.height;
  const y = (value: number): number => bottom - (value / top) * size.height;
  const every = phone ? 6 : 3;
  const first = hours[0]?.at ?? now;
  const nowX = ((now - first) / hourMs) * step;
  const lastFailed = hours.findLastIndex(({ failed }) => failed > 0);
  return (
    <svg className={styles['chart']} viewBox={`0 0 ${width} ${bottom + 40}`} aria-hidden="true">
      {lines.map((line) => (
        <g key={line}>
          <line className={styles['line']} x1={0} x2={room} y1={y(line)} y2={y(line)} />
          <text className={styles['axis']} x={width} y={y(line) + 4} textAnchor="end">
            {numberText(line)}
          </text>
        </g>
      ))}
      <line className={styles['base']} x1={0} x2={room} y1={bottom} y2={bottom} />
      {hours.map((hour, index) => {
        const x = index * step + (step - bar) / 2;
        const height = bottom - y(hour.succeeded);
        const label = partsIn(hour.at, zone).hour;
        return (
          <g key={hour.at}>
            {hour.succeeded > 0 && (
              <>
                <rect className={styles['bar']} x={x} y={y(hour.succeeded)} width={bar} height={height} />
                <rect
                  className={styles['cap']}
                  x={x}
                  y={y(hour.succeeded)}
                  width={bar}
                  height={Math.min(2, height)}
                />
              </>
            )}
            {index % every === 0 && (
              <text className={styles['axis']} x={x + bar / 2} y={bottom + 17} textAnchor="middle">
                {label}
              </text>
            )}
            {hour.failed > 0 && (
              <text className={styles['failed']} x={x + bar / 2} y={bottom + 34} textAnchor="middle">
                {hour.failed > 999 ? `${Math.floor(hour.failed / 1000)}k` : hour.failed}
              </text>
            )}
          </g>
        );
      })}
      {lastFailed >= 0 && lastFailed < hours.length - (phone ? 7 : 5) && (
        <text className={styles['note']} x={(lastFailed + 1) * step + 8} y={bottom + 34}>
          {t('hours.failedAxis')}
        </text>
      )}
      {nowX >= 0 && nowX <= room && <line className={styles['now']} x1={nowX} x2={nowX} y1={4} y2={bottom} />}
    </svg>
  );
}
