import type { RunState } from '../../../src/contract/run-states.ts';
import { useWords } from '../words/words.ts';
import { Icon } from './icon.tsx';
import styles from './state-mark.module.css';
import { sharedWords } from './words.ts';

interface StateProps {
  readonly state: RunState;
  /** A running one is being cancelled. */
  readonly stopping?: boolean;
}

/** A run's state as an icon and a word; for tables. */
export function StateMark({ state, stopping = false }: StateProps): React.JSX.Element {
  return (
    <span className={`${styles['mark']} ${styles[state]}`}>
      <StateIcon state={state} />
      <StateWord state={state} stopping={stopping} />
    </span>
  );
}

/** The same on a tinted ground; for the heads of pages. */
export function StatePill({ state, stopping = false }: StateProps): React.JSX.Element {
  return (
    <span className={`${styles['pill']} ${styles[state]}`}>
      <StateIcon state={state} />
      <StateWord state={state} stopping={stopping} />
    </span>
  );
}

/** The icon alone, in the state's colour: its word stands beside it. */
export function StateIcon({ state }: { readonly state: RunState }): React.JSX.Element {
  return (
    <span className={`${styles['icon']} ${styles[state]}`}>
      <Icon name={state} className={state === 'running' ? (styles['turning'] ?? '') : ''} />
    </span>
  );
}

function StateWord({ state, stopping = false }: StateProps): React.JSX.Element {
  const t = useWords(sharedWords);
  const word = stopping && state === 'running' ? t('state.stopping') : t(`state.${state}`);
  return <span className={styles['word']}>{word}</span>;
}
