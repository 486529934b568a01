import { Link } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { useState } from 'react';
import { Icon } from '../components/icon.tsx';
import { numberText } from '../format/numbers.model.ts';
import { useWords } from '../words/words.ts';
import { MenuFoot } from './menu-foot.tsx';
import { type MenuItem, tabKeys } from './menu-items.ts';
import styles from './phone-tabs.module.css';
import { Settings } from './settings-menu.tsx';
import { useCurrentItem, useMenuCounts, useMenuItems } from './use-menu.ts';
import { frameWords } from './words.ts';

/** The tabs at the foot of a phone; the other pages and the settings stand under "more". */
export function PhoneTabs(): React.JSX.Element {
  const t = useWords(frameWords);
  const items = useMenuItems();
  const current = useCurrentItem();
  const [open, setOpen] = useState(false);
  const tabs = items.filter(({ key }) => tabKeys.includes(key));
  const others = items.filter(({ key }) => !tabKeys.includes(key));
  return (
    <nav className={styles['tabs']} aria-label={t('menu.label')}>
      {tabs.map((item) => (
        <Tab key={item.key} item={item} current={current === item.key} />
      ))}
      <button
        type="button"
        className={`${styles['tab']} ${others.some(({ key }) => key === current) ? styles['current'] : ''}`}
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <Icon name="more" />
        {t('menu.more')}
      </button>
      <Drawer
        placement="bottom"
        open={open}
        onClose={() => setOpen(false)}
        title={t('menu.more')}
        size="auto"
      >
        <ul className={styles['others']}>
          {others.map(({ key, path, icon }) => (
            <li key={key}>
              {/* The menu's paths are those of the table of routes. */}
              <Link to={path as '/'} className={styles['other']} onClick={() => setOpen(false)}>
                <Icon name={icon} />
                {t(`menu.${key}`)}
              </Link>
            </li>
          ))}
        </ul>
        <Settings />
        <MenuFoot narrow={false} />
      </Drawer>
    </nav>
  );
}

function Tab({ item, current }: { readonly item: MenuItem; readonly current: boolean }): React.JSX.Element {
  const t = useWords(frameWords);
  const count = useMenuCounts()[item.key] ?? 0;
  const name = t(`menu.${item.key}`);
  return (
    <Link
      // As above.
      to={item.path as '/'}
      className={`${styles['tab']} ${current ? styles['current'] : ''}`}
      aria-current={current ? 'page' : undefined}
    >
      <Icon name={item.icon} />
      {name}
      {count > 0 && (
        <>
          <b className={styles['count']} aria-hidden="true">
            {numberText(count)}
          </b>
          <span className="only-read-aloud">{t('menu.waiting', { count })}</span>
        </>
      )}
    </Link>
  );
}
