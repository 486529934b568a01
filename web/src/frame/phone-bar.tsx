import { Icon } from '../components/icon.tsx';
import { usePageTitle } from '../components/page-title.ts';
import { useWords } from '../words/words.ts';
import { Logo } from './logo.tsx';
import { ConnectionDot } from './menu-foot.tsx';
import { openPalette } from './palette-state.ts';
import styles from './phone-bar.module.css';
import { useConnection } from './use-connection.ts';
import { frameWords } from './words.ts';

/** The bar at the top of a phone: the page's title, whether it is live, search. */
export function PhoneBar(): React.JSX.Element {
  const t = useWords(frameWords);
  const { title, fact } = usePageTitle();
  const { shown } = useConnection();
  return (
    <header className={styles['bar']}>
      <Logo />
      <div className={styles['titles']}>
        <h1 className={styles['title']}>{title}</h1>
        <span className={styles['fact']}>{fact}</span>
      </div>
      <span className={styles['live']}>
        <ConnectionDot />
        {t(`live.${shown}`)}
      </span>
      <button
        type="button"
        className={styles['search']}
        onClick={openPalette}
        aria-label={t('palette.search')}
      >
        <Icon name="search" />
      </button>
    </header>
  );
}
