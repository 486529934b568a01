import { messageIn, type Told } from '../../words/told.model.ts';
import { useLanguage, useWords } from '../../words/words.ts';
import styles from './batch-page.module.css';
import { batchWords } from './words.ts';

/** Reasons that are listed, each once. */
const mostReasons = 5;

interface RefusalsProps {
  /** Shops. */
  readonly count: number;
  /** Why, as far as it is known. */
  readonly reasons: readonly Told[];
}

/** How many shops of a batch could not be submitted, and why. */
export function Refusals({ count, reasons }: RefusalsProps): React.JSX.Element {
  const t = useWords(batchWords);
  const language = useLanguage();
  const told = [...new Set(reasons.map((reason) => messageIn(reason, language)))];
  return (
    <div className={styles['fault']}>
      {t('refused', { count })}
      <ul>
        {told.slice(0, mostReasons).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  );
}
