import { useLanguage } from '../words/words.ts';
import styles from './logo.module.css';

/** Mark and name; the Chinese name beside it where Chinese is read. */
export function Brand(): React.JSX.Element {
  const language = useLanguage();
  return (
    <>
      <Logo />
      <span>Drover</span>
      {language === 'zh' && <small className={styles['other']}>牧群</small>}
    </>
  );
}

/** Drover's mark. */
export function Logo(): React.JSX.Element {
  return (
    <svg className={styles['mark']} viewBox="0 0 22 22" aria-hidden="true">
      <rect width="22" height="22" rx="6" fill="var(--ink)" />
      <g fill="var(--on-ink)">
        <circle cx="6.5" cy="14" r="1.7" />
        <circle cx="11" cy="14" r="1.7" />
        <circle cx="15.5" cy="14" r="1.7" opacity=".45" />
        <path
          d="M5 9.6C7 6.8 9 5.8 11 5.8s4 1 6 3.8"
          fill="none"
          stroke="var(--on-ink)"
          strokeWidth="1.6"
          strokeLinecap="round"
        />
      </g>
    </svg>
  );
}
