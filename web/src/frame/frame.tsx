import { Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { followFeed } from '../api/live.ts';
import { usePhone } from '../components/use-media.ts';
import { useWords } from '../words/words.ts';
import { ConnectionStrip } from './connection-strip.tsx';
import styles from './frame.module.css';
import { useFrameKeys } from './frame-keys.ts';
import { KeysHelp } from './keys-help.tsx';
import { Menu } from './menu.tsx';
import { Palette } from './palette.tsx';
import { PhoneBar } from './phone-bar.tsx';
import { PhoneTabs } from './phone-tabs.tsx';
import { frameWords } from './words.ts';

/** What stands around every page: the menu, or on a phone bar and tabs; and what is the same everywhere. */
export function Frame(): React.JSX.Element {
  const t = useWords(frameWords);
  const phone = usePhone();
  useFrameKeys();
  useEffect(() => {
    const gone = new AbortController();
    void followFeed(gone.signal);
    return () => gone.abort();
  }, []);
  return (
    <div className={styles['frame']}>
      <a className={styles['skip']} href="#page" onClick={skip}>
        {t('skip')}
      </a>
      {phone ? <PhoneBar /> : <Menu />}
      <main id="page" className={styles['sheet']} tabIndex={-1}>
        <ConnectionStrip />
        <Outlet />
      </main>
      {phone && <PhoneTabs />}
      <Palette />
      <KeysHelp />
    </div>
  );
}

/** By hand: with a `<base>`, an address of only `#page` would lead to another page. */
function skip(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('page')?.focus();
}
