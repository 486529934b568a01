import styles from './switch.module.css';

interface SwitchProps {
  /** Read aloud only: what is on or off. */
  readonly label: string;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly busy?: boolean;
  onTurn(on: boolean): void;
}

/** Something that is on or off, and is turned at once. */
export function Switch({
  label,
  on,
  disabled = false,
  busy = false,
  onTurn,
}: SwitchProps): React.JSX.Element {
  return (
    <button
      type="button"
      role="switch"
      className={styles['switch']}
      aria-checked={on}
      aria-label={label}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      onClick={() => onTurn(!on)}
    >
      <span className={styles['track']} />
    </button>
  );
}
