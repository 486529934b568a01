import { Tooltip } from 'antd';
import { useNow } from '../format/ticking.ts';
import { useFormat } from '../format/use-format.ts';
import { useWords } from '../words/words.ts';
import styles from './menu-foot.module.css';
import { useConnection } from './use-connection.ts';
import { frameWords } from './words.ts';

/** Whether what one sees is live; the time zone, and the time in it. */
export function MenuFoot({ narrow }: { readonly narrow: boolean }): React.JSX.Element {
  const t = useWords(frameWords);
  const { shown, behindMs } = useConnection();
  const now = useNow();
  const { zoneName, clock, exact } = useFormat();
  const time = `${zoneName} ${clock(now)}`;
  if (narrow) {
    return (
      <Tooltip title={`${t(`live.${shown}`)} · ${time}`} placement="right">
        <div className={styles['narrow']}>
          <ConnectionDot />
          <span className="only-read-aloud">{t(`live.${shown}`)}</span>
          <span>{clock(now, false)}</span>
        </div>
      </Tooltip>
    );
  }
  return (
    <div className={styles['foot']}>
      <div className={styles['line']}>
        <ConnectionDot />
        <span>{t(`live.${shown}`)}</span>
        {behindMs !== null && shown === 'live' && (
          <span className={styles['behind']}>
            {t('live.behind', { seconds: (behindMs / 1000).toFixed(1) })}
          </span>
        )}
      </div>
      <div className={styles['time']} title={exact(now)}>
        {time}
      </div>
    </div>
  );
}

/** The connection as a dot; its word stands beside it. */
export function ConnectionDot(): React.JSX.Element {
  const { shown } = useConnection();
  return <span className={`${styles['dot']} ${styles[shown]}`} />;
}
