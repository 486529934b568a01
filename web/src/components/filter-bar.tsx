import { Dropdown } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../words/words.ts';
import styles from './filter-bar.module.css';
import { Icon } from './icon.tsx';
import { sharedWords } from './words.ts';

/** Filters in a row, above what they filter. `aside` stands right. */
export function FilterBar({
  children,
  aside,
}: {
  readonly children: React.ReactNode;
  readonly aside?: React.ReactNode;
}): React.JSX.Element {
  return (
    <div className={styles['bar']} role="search">
      {children}
      {aside !== undefined && (
        <>
          <span className="grow" />
          <span className={styles['aside']}>{aside}</span>
        </>
      )}
    </div>
  );
}

interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  onSearch(text: string): void;
}

/** How long after the last key the list follows, ms. */
const settleMs = 250;

/** A field to search the page's list with; `/` leads into it. The list follows while one types. */
export function SearchBox({ label, value, onSearch }: SearchBoxProps): React.JSX.Element {
  const [typed, setTyped] = useState(value);
  const [before, setBefore] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address changed by another way: what it says counts.
  if (before !== value) {
    setBefore(value);
    setTyped(value);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (text: string): void => {
    clearTimeout(timer.current);
    if (text.trim() !== value) onSearch(text.trim());
  };
  return (
    <label className={styles['search']}>
      <Icon name="search" small />
      <input
        type="search"
        data-filter
        aria-label={label}
        placeholder={label}
        value={typed}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => {
          const text = event.target.value;
          setTyped(text);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => search(text), settleMs);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') search(typed);
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </label>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
  /** How many there are of it. */
  readonly count?: number;
}

interface ChoiceProps {
  /** What is chosen: 「平台」. */
  readonly label: string;
  readonly options: readonly Option[];
  /** Empty: all. */
  readonly value: string;
  onChoose(value: string): void;
  /** The word for no choice. Default: all. */
  readonly all?: string;
}

/** A filter with one of several values: its label and what is chosen; opens a list. */
export function ChoiceFilter({ label, options, value, onChoose, all }: ChoiceProps): React.JSX.Element {
  const t = useWords(sharedWords);
  const chosen = options.find((option) => option.value === value);
  const word = value === '' ? (all ?? t('filter.all')) : (chosen?.label ?? value);
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [value],
        style: { maxHeight: 400, overflowY: 'auto' },
        items: [
          { key: '', label: all ?? t('filter.all') },
          ...options.map((option) => ({
            key: option.value,
            label: option.label,
            ...(option.count === undefined ? {} : { extra: String(option.count) }),
          })),
        ],
        onClick: ({ key }) => onChoose(key),
      }}
    >
      <button
        type="button"
        className={`${styles['choice']} ${value === '' ? '' : styles['set']}`}
        aria-haspopup="menu"
      >
        <span className="text2">{label}</span>
        <span className={styles['word']}>{word}</span>
        <Icon name="down" small />
      </button>
    </Dropdown>
  );
}
