import { useEffect, useState } from 'react';
import { useWords } from '../words/words.ts';
import { Button } from './button.tsx';
import { faultText } from './fault-text.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './page-states.module.css';
import { sharedWords } from './words.ts';

interface EmptyProps {
  readonly icon?: IconName;
  /** What is missing, and why. */
  readonly title: string;
  readonly text?: React.ReactNode;
  /** The one thing to do about it. */
  readonly action?: React.ReactNode;
}

/** Where nothing is: why, and one action. */
export function Empty({ icon = 'info', title, text, action }: EmptyProps): React.JSX.Element {
  return (
    <div className={styles['empty']}>
      <Icon name={icon} className={styles['empty-icon'] ?? ''} />
      <p className={styles['empty-title']}>{title}</p>
      {text !== undefined && <p className="text2">{text}</p>}
      {action !== undefined && <div className={styles['empty-action']}>{action}</div>}
    </div>
  );
}

/** True once `ms` have passed since it was first rendered. */
function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return passed;
}

/** What stands where something is being read: nothing at first, then grey bars of the height that will be needed. */
export function Loading({
  rows = 6,
  height = 36,
}: {
  readonly rows?: number;
  readonly height?: number;
}): React.JSX.Element {
  const t = useWords(sharedWords);
  const shown = useAfter(150);
  return (
    <div className={styles['loading']} aria-busy="true" style={{ minHeight: rows * height }}>
      {shown && <span className="only-read-aloud">{t('loading')}</span>}
      {shown &&
        Array.from({ length: rows }, (_, row) => (
          <div key={row} className={styles['bar-row']} style={{ height }}>
            <span className={styles['bar']} style={{ width: `${72 - ((row * 17) % 40)}%` }} />
          </div>
        ))}
    </div>
  );
}

/** A page that has not arrived yet. */
export function PageLoading(): React.JSX.Element {
  return (
    <div className={styles['page-loading']}>
      <Loading rows={12} />
    </div>
  );
}

interface FaultProps {
  readonly error: unknown;
  /** Tries again. */
  readonly onRetry?: (() => void) | undefined;
  readonly busy?: boolean;
  /** Whether it was to be read or done. Default: read where it can be tried again from here, else done. */
  readonly what?: 'read' | 'done';
}

/** What could not be read or done: why, what to do, and the id that the server's log knows. */
export function Fault({
  error,
  onRetry,
  busy = false,
  what = onRetry === undefined ? 'done' : 'read',
}: FaultProps): React.JSX.Element {
  const t = useWords(sharedWords);
  const { text, id } = faultText(error, t);
  return (
    <div className={styles['fault']} role="alert">
      <Icon name="warning" className={styles['fault-icon'] ?? ''} />
      <div>
        <b>{t(`fault.title.${what}`)}</b>
        <p>{text}</p>
        {id !== null && <p className="meta text3">{t('fault.id', { id })}</p>}
      </div>
      {onRetry !== undefined && (
        <Button size="small" icon="retry" busy={busy} onClick={onRetry}>
          {t('action.reload')}
        </Button>
      )}
    </div>
  );
}

/** As TanStack Query has it. */
interface Read<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
  refetch(): unknown;
}

interface ReadStateProps<Data> {
  readonly read: Read<Data>;
  /** Rows that will be needed, for the grey bars meanwhile. */
  readonly rows?: number;
  readonly children: (data: Data) => React.ReactNode;
}

/** What was read; until then grey bars; an error in its own place. Data that is there stays when it can't be read anew. */
export function ReadState<Data>({ read, rows, children }: ReadStateProps<Data>): React.JSX.Element {
  if (read.data !== undefined) return <>{children(read.data)}</>;
  if (read.error !== null)
    return <Fault error={read.error} busy={read.isFetching} onRetry={() => void read.refetch()} />;
  return <Loading {...(rows === undefined ? {} : { rows })} />;
}
