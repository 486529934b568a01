import { Popover } from 'antd';
import { useState } from 'react';
import { Icon } from '../../components/icon.tsx';
import styles from './popover-filter.module.css';

interface PopoverFilterProps {
  readonly label: string;
  /** What is chosen, or the word for no choice. */
  readonly word: string;
  readonly set: boolean;
  readonly children: (close: () => void) => React.ReactNode;
}

/** A filter that opens a small sheet of its own. */
export function PopoverFilter({ label, word, set, children }: PopoverFilterProps): React.JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      destroyOnHidden
      content={children(() => setOpen(false))}
    >
      <button
        type="button"
        className={`${styles['button']} ${set ? styles['set'] : ''}`}
        aria-haspopup="dialog"
        aria-expanded={open}
      >
        <span className="text2">{label}</span>
        <span className={styles['word']}>{word}</span>
        <Icon name="down" small />
      </button>
    </Popover>
  );
}
