import { useEffect } from 'react';
import styles from './page.module.css';
import { setPageTitle } from './page-title.ts';

interface PageProps {
  readonly title: string;
  /** One grey fact beside the title. */
  readonly fact?: React.ReactNode;
  /** Right in the head; at most one of them is an ink button. */
  readonly actions?: React.ReactNode;
  /** In place of title and fact, where a page has a head of its own. */
  readonly head?: React.ReactNode;
  /** On a phone the actions stick to the foot unless they may stay in the head. */
  readonly actionsOnPhone?: 'foot' | 'head' | 'hidden';
  readonly children: React.ReactNode;
}

/** A page: its head, and below it what scrolls. */
export function Page({
  title,
  fact,
  actions,
  head,
  actionsOnPhone = 'foot',
  children,
}: PageProps): React.JSX.Element {
  useEffect(() => {
    document.title = `${title} · Drover`;
    setPageTitle(title, fact);
  }, [title, fact]);
  return (
    <div className={styles['page']}>
      {head ?? (
        <header className={styles['head']}>
          <h1 className={styles['title']}>{title}</h1>
          {fact !== undefined && <span className={styles['fact']}>{fact}</span>}
          <span className="grow" />
          {actions !== undefined && (
            <div className={`${styles['actions']} ${styles[`on-phone-${actionsOnPhone}`]}`}>{actions}</div>
          )}
        </header>
      )}
      {children}
    </div>
  );
}

interface SectionProps {
  readonly title?: string;
  /** Grey words beside the title. */
  readonly fact?: React.ReactNode;
  /** Right of the title: a link, a count. */
  readonly aside?: React.ReactNode;
  readonly children: React.ReactNode;
  readonly className?: string | undefined;
}

/** A part of a page, between hairlines. */
export function Section({ title, fact, aside, children, className = '' }: SectionProps): React.JSX.Element {
  return (
    <section className={`${styles['section']} ${className}`} aria-label={title}>
      {title !== undefined && (
        <div className={styles['section-head']}>
          <h2>{title}</h2>
          {fact !== undefined && <span className={styles['section-fact']}>{fact}</span>}
          <span className="grow" />
          {aside !== undefined && <span className={styles['aside']}>{aside}</span>}
        </div>
      )}
      {children}
    </section>
  );
}
