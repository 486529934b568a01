import type { DeadLetter } from '../../../../src/contract/dead-letter.ts';
import { messageIn } from '../../words/told.model.ts';
import { useLanguage, useWords } from '../../words/words.ts';
import { errorParts } from './dead-letters.model.ts';
import styles from './dead-letters.module.css';
import { deadLetterWords } from './words.ts';

/** The line of an error that tells most; all of it, as it was written, unfolds below. */
export function ErrorText({ letter }: { readonly letter: DeadLetter }): React.JSX.Element {
  const t = useWords(deadLetterWords);
  const language = useLanguage();
  const { line, whole } = errorParts({ ...letter, message: messageIn(letter, language) }, language);
  return (
    <>
      <p className={styles['message']}>{line}</p>
      {whole !== null && (
        <details className={styles['whole']}>
          <summary>{t('message.whole', { count: whole.split('\n').length })}</summary>
          {/* biome-ignore lint: what scrolls must be reachable by keyboard */}
          <pre tabIndex={0} aria-label={t('message.label')}>
            {whole}
          </pre>
        </details>
      )}
    </>
  );
}
