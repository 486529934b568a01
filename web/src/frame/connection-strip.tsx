import { Icon } from '../components/icon.tsx';
import { useFormat } from '../format/use-format.ts';
import { useWords } from '../words/words.ts';
import styles from './connection-strip.module.css';
import { useConnection } from './use-connection.ts';
import { frameWords } from './words.ts';

/** Across the page once the server has been away for long: since when, and that the data is from before. */
export function ConnectionStrip(): React.JSX.Element {
  const t = useWords(frameWords);
  const { strip, since, lastedMs } = useConnection();
  const { clock, lasting } = useFormat();
  return (
    <div role="status">
      {strip && (
        <p className={styles['strip']}>
          <Icon name="warning" small />
          {t('live.strip', { time: clock(since), lasting: lasting(lastedMs) })}
        </p>
      )}
    </div>
  );
}
