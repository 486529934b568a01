import styles from './checkbox.module.css';

interface CheckboxProps {
  /** Read aloud only. */
  readonly label: string;
  readonly checked: boolean;
  /** Some of what it stands for is selected. */
  readonly some?: boolean;
  /** `range`: with Shift. */
  onToggle(range: boolean): void;
}

/** A box to select with. */
export function Checkbox({ label, checked, some = false, onToggle }: CheckboxProps): React.JSX.Element {
  return (
    <input
      type="checkbox"
      className={styles['box']}
      aria-label={label}
      checked={checked}
      ref={(element) => {
        if (element !== null) element.indeterminate = some && !checked;
      }}
      // A box changes by a click, or by a key, which counts as one.
      onChange={(event) => onToggle((event.nativeEvent as MouseEvent).shiftKey)}
    />
  );
}
