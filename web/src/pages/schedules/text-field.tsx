import { useId, useState } from 'react';
import styles from './editor.module.css';

interface TextFieldProps {
  readonly label: string;
  readonly help?: React.ReactNode;
  readonly value: string;
  onType(text: string): void;
  /** What is wrong with it; shown once it was left, or a submission was tried. */
  readonly fault: string | null;
  readonly tried: boolean;
  readonly mono?: boolean;
  readonly placeholder?: string;
  /** Words that are offered while one types. */
  readonly offers?: readonly string[];
}

/** A field with its label above, help below, and what is wrong with it under it. */
export function TextField(props: TextFieldProps): React.JSX.Element {
  const { label, help, value, onType, fault, tried, mono = false, placeholder, offers } = props;
  const id = useId();
  const [left, setLeft] = useState(false);
  const shown = left || tried ? fault : null;
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        className={mono ? 'mono' : ''}
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        list={offers === undefined ? undefined : `${id}-offers`}
        aria-invalid={shown !== null || undefined}
        aria-describedby={`${id}-help`}
        onBlur={() => setLeft(true)}
        onChange={(event) => onType(event.target.value)}
      />
      {offers !== undefined && (
        <datalist id={`${id}-offers`}>
          {offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
      <span id={`${id}-help`} className={shown === null ? styles['help'] : styles['fault']}>
        {shown ?? help}
      </span>
    </div>
  );
}
