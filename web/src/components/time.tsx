import { Tooltip } from 'antd';
import { useNow } from '../format/ticking.ts';
import { useFormat } from '../format/use-format.ts';

interface TimeProps {
  /** ISO 8601, or ms since epoch; null: a dash. */
  readonly at: string | number | null;
}

/** An instant in a table: 14:32:08 today, else 11-22 14:32; all of it on hover and focus. */
export function Instant({ at }: TimeProps): React.JSX.Element {
  const format = useFormat();
  if (at === null) return <span className="text3">–</span>;
  return (
    <time dateTime={isoOf(at)} title={format.exact(at)}>
      {format.instant(at)}
    </time>
  );
}

/** How long ago, or in how long, in a sentence; the exact instant on hover and focus. It follows the clock. */
export function Ago({ at }: TimeProps): React.JSX.Element {
  const format = useFormat();
  const now = useNow();
  if (at === null) return <span className="text3">–</span>;
  return (
    <Tooltip title={format.exact(at)} mouseEnterDelay={0.3}>
      {/* biome-ignore lint: focus shows the exact time */}
      <time dateTime={isoOf(at)} tabIndex={0}>
        {format.ago(at, now)}
      </time>
    </Tooltip>
  );
}

/** How long something that goes on has lasted. */
export function Lasting({ since }: { readonly since: string | number }): React.JSX.Element {
  const format = useFormat();
  const now = useNow();
  const start = typeof since === 'number' ? since : Date.parse(since);
  return (
    <span title={format.exact(since)}>
      {format.duration(Math.max(0, Math.floor((now - start) / 1000) * 1000))}
    </span>
  );
}

const isoOf = (at: string | number): string => (typeof at === 'number' ? new Date(at).toISOString() : at);
