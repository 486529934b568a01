import { useLiveState } from '../../api/live-state.ts';
import { Icon } from '../../components/icon.tsx';
import { useWords } from '../../words/words.ts';
import type { NewRows } from './new-rows.ts';
import styles from './new-rows-button.module.css';
import { runsWords } from './words.ts';

interface NewRowsButtonProps {
  readonly fresh: NewRows;
  onTake(): void;
  /** Within what scrolls. */
  readonly scroller: React.RefObject<HTMLElement | null>;
}

/** New rows wait here; beside it, whether the list is live. */
export function NewRowsButton({ fresh, onTake, scroller }: NewRowsButtonProps): React.JSX.Element {
  const t = useWords(runsWords);
  const { connection } = useLiveState();
  return (
    <>
      <span aria-live="polite">
        {fresh.count > 0 && (
          <button
            type="button"
            className={styles['new']}
            onClick={() => {
              onTake();
              scroller.current?.closest('#page')?.scrollTo({ top: 0 });
            }}
          >
            <Icon name="up" small />
            {t(fresh.more ? 'new.many' : 'new.rows', { count: fresh.count })}
          </button>
        )}
      </span>
      <span className={`${styles['live']} ${connection === 'live' ? '' : styles['lost']}`}>
        {t(connection === 'lost' ? 'live.lost' : 'live')}
      </span>
    </>
  );
}
