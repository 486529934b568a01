import styles from './select.module.css';

interface SelectProps<Value extends string | number> {
  /** Read aloud, where no label stands around it. */
  readonly label?: string;
  readonly value: Value;
  readonly options: readonly { readonly value: NoInfer<Value>; readonly label: string }[];
  onChange(value: NoInfer<Value>): void;
}

/** One of a few values; the device's own list, which is at home on phones too. */
export function Select<Value extends string | number>({
  label,
  value,
  options,
  onChange,
}: SelectProps<Value>): React.JSX.Element {
  return (
    <select
      className={styles['select']}
      aria-label={label}
      value={value}
      onChange={(event) => {
        const chosen = options[event.target.selectedIndex];
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
