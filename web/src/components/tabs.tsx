import { Link, type LinkProps } from '@tanstack/react-router';
import { numberText } from '../format/numbers.model.ts';
import styles from './tabs.module.css';

export interface Tab {
  readonly key: string;
  readonly label: React.ReactNode;
  /** How many it counts; its colour is grey. */
  readonly count?: number | undefined;
  readonly link: LinkProps;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly current: string;
}

/** Views of one list, each with an address; the counts are filters. */
export function Tabs({ label, tabs, current }: TabsProps): React.JSX.Element {
  return (
    <nav aria-label={label} className={styles['tabs']}>
      {tabs.map((tab) => (
        <Link
          key={tab.key}
          {...tab.link}
          // Views of one list differ in what is behind `?`.
          activeOptions={{ exact: true }}
          className={`${styles['tab']} ${tab.key === current ? styles['current'] : ''}`}
          aria-current={tab.key === current ? 'page' : undefined}
        >
          {tab.label}
          {tab.count !== undefined && <span className={styles['count']}>{numberText(tab.count)}</span>}
        </Link>
      ))}
    </nav>
  );
}
