import { Link } from '@tanstack/react-router';
import { Tooltip } from 'antd';
import { Icon } from '../components/icon.tsx';
import { useMedia } from '../components/use-media.ts';
import { numberText } from '../format/numbers.model.ts';
import { useWords } from '../words/words.ts';
import { Brand, Logo } from './logo.tsx';
import styles from './menu.module.css';
import { MenuFoot } from './menu-foot.tsx';
import type { MenuItem } from './menu-items.ts';
import { openPalette } from './palette-state.ts';
import { SettingsButton } from './settings-menu.tsx';
import { useCurrentItem, useMenuCounts, useMenuItems } from './use-menu.ts';
import { frameWords } from './words.ts';

const isMac = navigator.platform.startsWith('Mac');

/** The menu on the left; below 1100 px it shows icons alone. */
export function Menu(): React.JSX.Element {
  const t = useWords(frameWords);
  const items = useMenuItems();
  const narrow = useMedia('(max-width: 1099px)');
  const watched = items.filter(({ watch }) => watch === true);
  return (
    <nav className={`${styles['menu']} ${narrow ? styles['narrow'] : ''}`} aria-label={t('menu.label')}>
      <div className={styles['brand']}>
        {narrow ? (
          <Logo />
        ) : (
          <>
            <Brand />
            <span className="grow" />
            <SettingsButton />
          </>
        )}
      </div>
      <button
        type="button"
        className={styles['search']}
        onClick={openPalette}
        // With its words on it, those are its name.
        aria-label={narrow ? t('palette.label') : undefined}
        aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
      >
        <Icon name="search" small />
        {!narrow && <span>{t('palette.label')}</span>}
        {!narrow && (
          <kbd className={styles['key']} aria-hidden="true">
            {isMac ? '⌘ K' : 'Ctrl K'}
          </kbd>
        )}
      </button>
      <MenuList items={items.filter(({ watch }) => watch !== true)} narrow={narrow} />
      {watched.length > 0 && !narrow && <div className={styles['heading']}>{t('menu.watch')}</div>}
      {watched.length > 0 && narrow && <hr className={styles['rule']} />}
      <MenuList items={watched} narrow={narrow} />
      <span className="grow" />
      {narrow && <SettingsButton />}
      <MenuFoot narrow={narrow} />
    </nav>
  );
}

function MenuList({
  items,
  narrow,
}: {
  readonly items: readonly MenuItem[];
  readonly narrow: boolean;
}): React.JSX.Element {
  const t = useWords(frameWords);
  const current = useCurrentItem();
  const counts = useMenuCounts();
  return (
    <ul className={styles['list']}>
      {items.map(({ key, path, icon }) => {
        const count = counts[key] ?? 0;
        const name = t(`menu.${key}`);
        const label = count === 0 ? name : t('menu.open', { name, count });
        return (
          <li key={key}>
            <Tooltip title={narrow ? label : ''} placement="right">
              <Link
                // The menu's paths are those of the table of routes: useMenuItems left out the others.
                to={path as '/'}
                className={`${styles['item']} ${current === key ? styles['current'] : ''}`}
                aria-label={narrow ? label : undefined}
                aria-current={current === key ? 'page' : undefined}
              >
                <Icon name={icon} />
                {!narrow && <span>{name}</span>}
                {count > 0 && (
                  <b className={styles['count']} aria-hidden="true">
                    {narrow ? '' : numberText(count)}
                  </b>
                )}
                {count > 0 && !narrow && (
                  <span className="only-read-aloud">{t('menu.waiting', { count })}</span>
                )}
              </Link>
            </Tooltip>
          </li>
        );
      })}
    </ul>
  );
}
