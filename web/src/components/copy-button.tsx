import { useEffect, useState } from 'react';
import { useWords } from '../words/words.ts';
import styles from './copy-button.module.css';
import { Icon } from './icon.tsx';
import { sharedWords } from './words.ts';

/** Copies a text, such as an id. */
export function CopyButton({ text }: { readonly text: string }): React.JSX.Element {
  const t = useWords(sharedWords);
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(false), 1_500);
    return () => clearTimeout(timer);
  }, [done]);
  const label = t(done ? 'action.copied' : 'action.copy');
  return (
    <button
      type="button"
      className={styles['copy']}
      aria-label={label}
      title={label}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setDone(true))}
    >
      <Icon name={done ? 'tick' : 'copy'} small />
    </button>
  );
}
