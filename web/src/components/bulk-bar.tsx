import { useWords } from '../words/words.ts';
import styles from './bulk-bar.module.css';
import { Icon } from './icon.tsx';
import { sharedWords } from './words.ts';

interface BulkBarProps {
  readonly count: number;
  onClear(): void;
  /** Quiet buttons; each says how many it can be done to. */
  readonly children: React.ReactNode;
}

/** What can be done to the selected rows; lies over the foot of the table while there are any. */
export function BulkBar({ count, onClear, children }: BulkBarProps): React.JSX.Element | null {
  const t = useWords(sharedWords);
  if (count === 0) return null;
  return (
    <div className={styles['place']}>
      <div className={styles['bar']} role="toolbar" aria-label={t('table.selected', { count })}>
        <b role="status">{t('table.selected', { count })}</b>
        {children}
        <button type="button" className={styles['close']} aria-label={t('table.clear')} onClick={onClear}>
          <Icon name="close" small />
        </button>
      </div>
    </div>
  );
}
